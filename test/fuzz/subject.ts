import type { VectorFile } from "../support/vectors.ts";
import type { Attempt } from "./attempt.ts";
import type { Random } from "./random.ts";

/** What became of an attempt, as far as every function is judged by it. */
export type Outcome = {
  readonly status: number;
  readonly log: readonly { readonly event: string }[];
  readonly milliseconds: number;
};

/** A try, and what is wrong about what became of it; null when nothing is. */
export type Try = {
  readonly attempt: Attempt;
  readonly result: Outcome | null;
  readonly fault: string | null;
};

/** A function that attempts are made at. */
export type Subject = {
  readonly name: string;
  /** What its senders answer where it asks them. */
  readonly recorded: VectorFile["recorded"];
  /** Sends what is genuine, so that what is loaded when it is first needed is in nobody's time. */
  readonly warmUp: () => Promise<void>;
  readonly tries: readonly ((random: Random) => Promise<Try>)[];
};
