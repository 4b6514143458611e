/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}

/** What two contenders were measured at, round by round. */
export type Rounds<Sample> = { readonly bare: readonly Sample[]; readonly ours: readonly Sample[] };

/**
 * Measures both in turns, A B A B, so that whatever else the machine does falls on both alike; first some rounds that only
 * warm up.
 */
export async function measureInTurns<Sample>(
  warmUpRounds: number,
  rounds: number,
  contenders: { readonly bare: () => Promise<Sample>; readonly ours: () => Promise<Sample> },
): Promise<Rounds<Sample>> {
  const bare: Sample[] = [];
  const ours: Sample[] = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const samples = [await contenders.bare(), await contenders.ours()] as const;
    if (round < 0) continue;
    bare.push(samples[0]);
    ours.push(samples[1]);
  }
  return { bare, ours };
}

/** Measures what nothing stands beside; first some rounds that only warm up. */
export async function measureAlone<Sample>(
  warmUpRounds: number,
  rounds: number,
  measure: () => Promise<Sample>,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const sample = await measure();
    if (round >= 0) samples.push(sample);
  }
  return samples;
}
