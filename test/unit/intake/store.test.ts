import { describe, expect, test } from "vitest";
import type { ReceivedDelivery, ReceivedEvent } from "../../../shared/intake/store.ts";
import { databaseStore } from "../../../shared/intake/store.ts";

const event = { type: "t", occurred_at: null, payload: {}, changes: [], problem: null, nonce: null };
const events: readonly ReceivedEvent[] = [
  { id: "evt_1", ...event },
  { id: "evt_2", ...event },
];
const delivery: ReceivedDelivery = {
  provider: "acme",
  endpoint: "",
  request_id: "00000000-0000-4000-8000-000000000001",
  events,
  rate_limit: null,
};
const outcomes = events.map(({ id }, index) => ({ id, status: "stored", receipt: index + 1 }));

function processed(answer: unknown) {
  return databaseStore(() => Promise.resolve(answer)).process(delivery);
}

describe("the store that is the database", () => {
  test("says what became of every event", async () => {
    const answer = { rate_limit: null, replayed: false, outcomes };
    expect(await processed(answer)).toEqual({ kept: true, outcomes, checkout: null });
  });

  test("tells a replay from a delivery over its limit", async () => {
    const answer = { rate_limit: null, replayed: false, outcomes: null };
    expect(await processed(answer)).toEqual({ kept: false, reason: "rate-limited", checkout: null });
    expect(await processed({ ...answer, replayed: true })).toMatchObject({ kept: false, reason: "replayed" });
  });

  // Whatever isn't said to be kept is not: the sender delivers again.
  test.each([
    ["nothing", null],
    ["nothing of its outcomes", { rate_limit: null, replayed: false }],
    ["of one event fewer", { rate_limit: null, replayed: false, outcomes: outcomes.slice(1) }],
    ["of no event", { rate_limit: null, replayed: false, outcomes: [] }],
    ["of one event more", { rate_limit: null, replayed: false, outcomes: [...outcomes, ...outcomes] }],
    [
      "a word that is none of ours",
      { rate_limit: null, replayed: false, outcomes: [{ ...outcomes[0], status: "" }] },
    ],
  ])("takes an answer that says %s for a failure", async (_, answer) => {
    await expect(processed(answer)).rejects.toThrow();
  });
});
