import { expect, test } from "vitest";
import type { Checkout, RateLimiter } from "../../../shared/rate-limit/checkout.ts";
import type { Store } from "../../../shared/intake/store.ts";
import { withinLimit } from "../../support/within-limit.ts";
import { acme, intake, order, secret, signed } from "./acme.ts";

const refusal: Checkout = {
  ...withinLimit,
  allowed: false,
  reason: "bucket",
  remaining: 0,
  retry_after_seconds: 7,
};
const delivery = signed(JSON.stringify(order));

const limiterThat = (decide: RateLimiter["decide"]): RateLimiter => ({ decide, observe: () => undefined });
const storeThat = (process: Store["process"]): Store => ({ process });
const outcomes = [{ id: order.id, status: "stored", receipt: 1 }] as const;

test("a delivery over its limit gets 429 and a time to come back, and reaches neither mapping nor database", async () => {
  const limiter = limiterThat(async () => ({ refused: true, checkout: refusal }));
  const identify = () => {
    throw new Error("it was taken apart");
  };
  const { app, deliveries, log } = intake({ ...acme, identify }, { limiter });
  const answer = await app.request("/webhook-acme", delivery);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toBe("7");
  expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(await answer.json()).toMatchObject({ type: "urn:sluice:problem:too-many-requests" });
  expect(deliveries).toEqual([]);
  expect(log).toMatchObject([{ event: "refused", reason: "rate-limited" }]);
});

test("a delivery that the database's bucket refuses gets the same answer", async () => {
  const store = storeThat(async () => ({ kept: false, reason: "rate-limited", checkout: refusal }));
  const answer = await intake(acme, { store }).app.request("/webhook-acme", delivery);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toBe("7");
});

test("a named endpoint has a limit of its own, so that one account can't use up another's", async () => {
  const asked: string[] = [];
  const limiter = limiterThat(async (source) => {
    asked.push(source);
    return {
      refused: false,
      checkout: withinLimit,
      databaseCheck: { spend_token: true, share: 1 },
      fellBack: false,
    };
  });
  const { app } = intake(acme, { limiter, keys: () => [secret] });
  await app.request("/webhook-acme", delivery);
  await app.request("/webhook-acme/eu", delivery);
  expect(asked).toEqual(["acme", "acme/eu"]);
});

test("an accepted delivery is told what is left of its limit", async () => {
  const store = storeThat(async () => ({ kept: true, outcomes, checkout: withinLimit }));
  const answer = await intake(acme, { store }).app.request("/webhook-acme", delivery);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("ratelimit")).toBe('"source";r=59;t=1');
  expect(answer.headers.get("retry-after")).toBeNull();
});

test("what an engine leaves to the database is checked in the same round trip", async () => {
  const databaseCheck = { spend_token: false, share: 0.5 };
  const limiter = limiterThat(async () => ({
    refused: false,
    checkout: withinLimit,
    databaseCheck,
    fellBack: false,
  }));
  const { app, deliveries } = intake(acme, { limiter });
  await app.request("/webhook-acme", delivery);
  expect(deliveries).toMatchObject([{ rate_limit: databaseCheck }]);
});

test("an engine that fell back is counted, because somebody should know", async () => {
  const counted: string[] = [];
  const databaseCheck = { spend_token: true, share: 1 };
  const limiter = limiterThat(async () => ({
    refused: false,
    checkout: null,
    databaseCheck,
    fellBack: true,
  }));
  const { app } = intake(acme, { limiter, count: (signal) => counted.push(signal) });
  expect((await app.request("/webhook-acme", delivery)).status).toBe(200);
  expect(counted).toEqual(["limiter-fallback"]);
});

test("the log says how long a delivery waited for its limit, and nothing of that where it didn't get so far", async () => {
  let time = Date.parse("2027-01-15T08:00:00Z");
  const limiter = limiterThat(async () => {
    time += 300;
    return { refused: true, checkout: refusal };
  });
  const { app, log } = intake(acme, { limiter, now: () => new Date(time) });
  await app.request("/webhook-acme", delivery);
  await app.request("/webhook-acme", { ...delivery, headers: {} });
  expect(log.map(({ limiterMilliseconds }) => limiterMilliseconds)).toEqual([300, undefined]);
});

test("deliveries that can't be verified draw from their address alone, never from the source", async () => {
  const limiter = limiterThat(() => Promise.reject(new Error("the source's limit was asked")));
  const { app } = intake(acme, { limiter });
  expect((await app.request("/webhook-acme", { ...delivery, headers: {} })).status).toBe(401);
});

test("an address whose deliveries can't be verified gets 429 while it is blocked; a verified one passes from there", async () => {
  const addresses = () => ({ blocked: true, retryAfterSeconds: 4 });
  const { app, log } = intake(acme, { addresses });
  const forged = await app.request("/webhook-acme", { ...delivery, headers: {} });
  expect(forged.status).toBe(429);
  expect(forged.headers.get("retry-after")).toBe("4");
  expect((await app.request("/webhook-acme", delivery)).status).toBe(200);
  expect(log).toMatchObject([{ reason: "address-limited" }, { event: "processed" }]);
});

test("a one-time value that was used for another event is answered as any other that isn't proved", async () => {
  const store = storeThat(async () => ({ kept: false, reason: "replayed", checkout: null }));
  const { app, log } = intake(acme, { store });
  const answer = await app.request("/webhook-acme", delivery);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ type: "urn:sluice:problem:unverified" });
  expect(log).toMatchObject([{ event: "refused", reason: "replayed" }]);
});

test("every refusal is counted by its reason", async () => {
  const counted: string[] = [];
  const { app } = intake(acme, { count: (signal) => counted.push(signal) });
  await app.request("/webhook-acme", { ...delivery, headers: {} });
  await app.request("/webhook-acme", signed("{"));
  expect(counted).toEqual(["missing-credential", "not-json"]);
});
