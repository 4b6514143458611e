import { expect, it } from "vitest";
import { rateLimitHeaders } from "../../../shared/rate-limit/rate-limit-headers.ts";

const checkout = {
  allowed: true,
  reason: null,
  limit: 120,
  remaining: 100,
  refill_per_minute: 60,
  reset_seconds: 20,
  retry_after_seconds: 0,
} as const;

it("tells the limit in the draft standard's fields and in the older ones", () => {
  expect(rateLimitHeaders(checkout)).toEqual({
    "ratelimit-policy": '"source";q=120;w=120',
    ratelimit: '"source";r=100;t=20',
    "x-ratelimit-limit": "120",
    "x-ratelimit-remaining": "100",
    "x-ratelimit-reset": "20",
  });
});

it("tells a refused sender when to come back", () => {
  const refused = { ...checkout, allowed: false, reason: "bucket", retry_after_seconds: 7 } as const;
  expect(rateLimitHeaders(refused)).toMatchObject({ "retry-after": "7" });
});
