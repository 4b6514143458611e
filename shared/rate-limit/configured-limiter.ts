import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";
import { type Environment, readSettings } from "../settings.ts";
import type { RateLimiter } from "./checkout.ts";
import { loadShare } from "./load-share.ts";
import { postgresLimiter } from "./postgres-limiter.ts";
import { sourceLimits } from "./source-limits.ts";
import { upstashBucket } from "./upstash-bucket.ts";
import { upstashLimiter } from "./upstash-limiter.ts";

const settings = z
  .object({
    UPSTASH_REDIS_REST_URL: z.string().url("is not a URL").optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  })
  .transform(({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }, context) => {
    if (url === undefined) return null;
    if (token !== undefined) return { url, token };
    context.addIssue({
      code: "custom",
      message: "UPSTASH_REDIS_REST_TOKEN is missing or blank, but UPSTASH_REDIS_REST_URL is set",
    });
    return z.NEVER;
  });

/**
 * The engine that the environment asks for: Upstash where its address is set, else the database alone. Rejects with an error that names
 * the variable at fault.
 */
export async function configuredLimiter(
  environment: Environment,
  rpc: Rpc,
  now: () => number,
): Promise<RateLimiter> {
  const upstash = readSettings(settings, environment);
  const load = loadShare({ now });
  if (upstash === null) return postgresLimiter(load);
  return upstashLimiter({
    takeToken: await upstashBucket(upstash, now),
    limitsOf: sourceLimits(rpc, now),
    load,
  });
}
