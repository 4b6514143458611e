/**
 * What came of an attempt to hand a lead to a campaign tool:
 *
 * - `taken`: the tool has it, since now or since an earlier attempt.
 * - `unknown`: the tool may have it, as after an answer that never came.
 * - `later`: the tool doesn't have it, and none would fare better now.
 * - `refused`: the tool doesn't have it and never will; it is this lead that it doesn't want.
 */
export type Outcome = {
  readonly result: "taken" | "unknown" | "later" | "refused";
  /** Why it isn't taken, for the log and for whoever is on call: `HTTP_500`, `TIMEOUT`. */
  readonly code: string | null;
  /** How long the tool wants to be left alone. */
  readonly pauseSeconds: number | null;
  /** The tool wants nothing more of this campaign. */
  readonly gone: boolean;
};

/** An outcome of which there is nothing else to say. */
export function outcome(result: Outcome["result"], code: string | null = null): Outcome {
  return { result, code, pauseSeconds: null, gone: false };
}
