const truths: ReadonlyMap<string, boolean> = new Map([
  ...["yes", "y", "true", "t", "1"].map((word) => [word, true] as const),
  ...["no", "n", "false", "f", "0"].map((word) => [word, false] as const),
]);

/** What yes, no and their like say; null for any other word. */
export function readTruth(text: string): boolean | null {
  return truths.get(text.toLowerCase()) ?? null;
}
