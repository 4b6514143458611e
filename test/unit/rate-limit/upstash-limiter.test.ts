import { describe, expect, it } from "vitest";
import type { Checkout } from "../../../shared/rate-limit/checkout.ts";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";
import type { SourceLimits } from "../../../shared/rate-limit/source-limits.ts";
import { upstashLimiter } from "../../../shared/rate-limit/upstash-limiter.ts";
import { withinLimit } from "../../support/within-limit.ts";

const limits: SourceLimits = { limit: 60, refill_per_minute: 60, daily_quota: null, monthly_quota: null };

function limiter(answer: Checkout | null, of: SourceLimits | null = limits) {
  return upstashLimiter({
    takeToken: () => Promise.resolve(answer),
    limitsOf: () => Promise.resolve(of),
    load: loadShare({ now: () => 0 }),
  });
}

describe("the Upstash engine", () => {
  it("lets a delivery pass that Redis allows, and has the database told of it without waiting", async () => {
    expect(await limiter(withinLimit).decide("stripe")).toEqual({
      refused: false,
      checkout: withinLimit,
      databaseCheck: { spend_token: false, share: 1 },
      fellBack: false,
    });
  });

  it("refuses what Redis refuses, before the database is asked anything", async () => {
    const refusal: Checkout = { ...withinLimit, allowed: false, reason: "bucket", retry_after_seconds: 1 };
    expect(await limiter(refusal).decide("stripe")).toEqual({ refused: true, checkout: refusal });
  });

  it.each([
    { when: "Redis can't, and says so", answer: null, of: limits, fellBack: true },
    {
      when: "the limit isn't known yet, which is nothing to say",
      answer: withinLimit,
      of: null,
      fellBack: false,
    },
  ])("lets the database's bucket decide when $when", async ({ answer, of, fellBack }) => {
    expect(await limiter(answer, of).decide("stripe")).toEqual({
      refused: false,
      checkout: null,
      databaseCheck: { spend_token: true, share: 1 },
      fellBack,
    });
  });
});
