/**
 * By how many bytes the heap has grown between the second quarter of its samples and the last one: of each quarter the lowest
 * counts, which was taken after a garbage collection. 0 for fewer samples than eight.
 */
export function heapGrowth(samples: readonly number[]): number {
  const quarter = Math.floor(samples.length / 4);
  if (quarter < 2) return 0;
  const warm = Math.min(...samples.slice(quarter, 2 * quarter));
  return Math.min(...samples.slice(-quarter)) - warm;
}
