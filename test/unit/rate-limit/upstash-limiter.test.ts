import { describe, expect, it } from "vitest";
import type { Checkout } from "../../../shared/rate-limit/checkout.ts";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";
import type { SourceLimits } from "../../../shared/rate-limit/source-limits.ts";
import { upstashLimiter } from "../../../shared/rate-limit/upstash-limiter.ts";

const limits: SourceLimits = { limit: 60, refill_per_minute: 60, daily_quota: null, monthly_quota: null };
const checkout: Checkout = {
  allowed: true,
  reason: null,
  limit: 60,
  remaining: 59,
  refill_per_minute: 60,
  reset_seconds: 1,
  retry_after_seconds: 0,
};

function limiter(answer: Checkout | null, of: SourceLimits = limits) {
  return upstashLimiter({
    takeToken: () => Promise.resolve(answer),
    limitsOf: () => Promise.resolve(of),
    load: loadShare({ now: () => 0 }),
  });
}

describe("the Upstash engine", () => {
  it("lets a delivery pass that Redis allows, and leaves nothing for the database to check", async () => {
    expect(await limiter(checkout).decide("stripe")).toEqual({
      refused: false,
      checkout,
      databaseCheck: null,
      fellBack: false,
    });
  });

  it("leaves the quotas to the database where there are any", async () => {
    const decision = await limiter(checkout, { ...limits, daily_quota: 1_000 }).decide("stripe");
    expect(decision).toMatchObject({ databaseCheck: { spend_token: false, share: 1 } });
  });

  it("refuses what Redis refuses, before the database is asked anything", async () => {
    const refusal: Checkout = { ...checkout, allowed: false, reason: "bucket", retry_after_seconds: 1 };
    expect(await limiter(refusal).decide("stripe")).toEqual({ refused: true, checkout: refusal });
  });

  it("lets the database's bucket decide when Redis can't, and says so", async () => {
    expect(await limiter(null).decide("stripe")).toEqual({
      refused: false,
      checkout: null,
      databaseCheck: { spend_token: true, share: 1 },
      fellBack: true,
    });
  });
});
