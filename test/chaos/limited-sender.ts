import type postgres from "postgres";
import { z } from "zod/v3";

/** The one sender whose limit is on during the run; it sends more than that. */
export const limitedSender = "kajabi";

const capacity = 10;

/** How its limit held. */
export type HeldLimit = {
  /** Deliveries of it that were stored, repeated ones too. */
  readonly taken: number;
  /** What its limit lets through in the time of the run. */
  readonly permitted: number;
  /** Answers that said it came too often. */
  readonly refused: number;
};

/** Sets the sender's limit, so many a minute. */
export async function limitSender(sql: postgres.Sql, refillPerMinute: number): Promise<void> {
  await sql`
    update intake.rate_limits set capacity = ${capacity}, refill_per_minute = ${refillPerMinute}
    where source = ${limitedSender}`;
}

/** How the limit held for so many seconds in which so many deliveries were stored at once. */
export async function heldLimit(
  sql: postgres.Sql,
  seconds: number,
  atOnce: number,
  printed: readonly string[],
): Promise<HeldLimit> {
  const [row] = await sql<{ taken: number; refill: number }[]>`
    select sum(1 + e.duplicates)::int as taken, min(l.refill_per_minute) as refill
    from intake.webhook_events e join intake.rate_limits l on l.source = e.provider
    where e.provider = ${limitedSender}`;
  const { taken = 0, refill = 0 } = row ?? {};
  // What the bucket may owe, and what is stored at one moment: docs/adr/0025.
  const permitted = Math.floor(capacity + Math.max(1, capacity / 100) + atOnce + (refill / 60) * seconds);
  const refused = entries(printed).filter(
    (entry) => entry.function === `webhook-${limitedSender}` && entry.reason === "rate-limited",
  ).length;
  return { taken, permitted, refused };
}

/** The longest that a delivery waited for its limit, milliseconds, as the functions' log has it. */
export function longestLimiterWait(printed: readonly string[]): number {
  return entries(printed).reduce(
    (longest, { limiterMilliseconds = 0 }) => Math.max(longest, limiterMilliseconds),
    0,
  );
}

const logEntry = z.object({
  function: z.string(),
  reason: z.string().optional(),
  limiterMilliseconds: z.number().optional(),
});

function entries(printed: readonly string[]) {
  return printed
    .filter((line) => line.includes('"event":'))
    .flatMap((line) => {
      try {
        const entry = logEntry.safeParse(JSON.parse(line.slice(line.indexOf("{"))));
        return entry.success ? [entry.data] : [];
      } catch {
        // Cut off when its function was killed.
        return [];
      }
    });
}
