import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";
import { within } from "./within.ts";

const limitsSchema = z.object({
  limit: z.number().int().positive(),
  refill_per_minute: z.number().int().positive(),
  daily_quota: z.number().int().positive().nullable(),
  monthly_quota: z.number().int().positive().nullable(),
});

/** The limit of a source, as the database has it. */
export type SourceLimits = Readonly<z.output<typeof limitsSchema>>;

/** The limit of a source; null when it is not known yet and the database doesn't say in time. */
export type LimitsOf = (source: string) => Promise<SourceLimits | null>;

const maxAgeMilliseconds = 20_000;
const patienceMilliseconds = 200;

/**
 * The limits of sources, asked of the database and kept for 20 seconds, so that a running function sees a change within 30.
 *
 * Concurrent deliveries share one question. While the database doesn't answer, or not within 200 milliseconds, what was
 * known last still holds.
 */
export function sourceLimits(rpc: Rpc, now: () => number): LimitsOf {
  const known = new Map<string, { readonly limits: SourceLimits; readonly at: number }>();
  const asking = new Map<string, Promise<SourceLimits>>();

  async function ask(source: string): Promise<SourceLimits> {
    const limits = limitsSchema.parse(await rpc("get_rate_limit_info", { source }));
    known.set(source, { limits, at: now() });
    return limits;
  }

  return async function limitsOf(source) {
    const held = known.get(source);
    const age = held ? now() - held.at : Infinity;
    // A clock that stepped back makes what is held older than it looks.
    if (held && age >= 0 && age < maxAgeMilliseconds) return held.limits;
    const question = asking.get(source) ?? ask(source).finally(() => asking.delete(source));
    asking.set(source, question);
    return (await within(patienceMilliseconds, question)) ?? held?.limits ?? null;
  };
}
