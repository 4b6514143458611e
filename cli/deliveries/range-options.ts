import { type Command, InvalidArgumentError } from "commander";
import { parseInstant } from "../../shared/mapping/instants.ts";
import type { TimeRange } from "./doors.ts";

/** A range of time as it was stated. */
export type StatedRange = Partial<TimeRange>;

const grammar = "a day, or a time with its offset (ISO 8601)";

/** Adds the options by which a command is told a range of time. */
export function withRangeOptions(command: Command): Command {
  return command
    .option("--since <time>", `received from then on: ${grammar}`, readTime)
    .option("--until <time>", "received before then", readTime);
}

/** The range that was stated, open where nothing was. */
export function rangeOf({ since, until }: StatedRange): TimeRange {
  return { since: since ?? "1970-01-01T00:00:00Z", until: until ?? "9999-12-31T00:00:00Z" };
}

function readTime(text: string): string {
  const time = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (time === null) throw new InvalidArgumentError(`It must be ${grammar}.`);
  return time;
}
