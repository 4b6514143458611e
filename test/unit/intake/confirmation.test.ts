import { afterEach, describe, expect, test, vi } from "vitest";
import type { Change } from "../../../shared/intake/change.ts";
import type { Confirm } from "../../../shared/intake/confirm-events.ts";
import type { Provider } from "../../../shared/intake/provider.ts";
import { acme, intake, order, signed } from "./acme.ts";

const at = "2027-01-15T08:00:00Z";
const tag: Change = { kind: "tag", name: "vip", applied: true, at };

/** Says what its event's type says: money that nobody signed, money that somebody did, or only a tag. */
const normalise: Provider["normalise"] = ({ id, type }) => ({
  ok: true,
  changes:
    type === "tag"
      ? [tag]
      : [tag, { kind: "transaction", external_id: id, at, confirmed: type === "signed" }],
});

async function deliver(confirm: Confirm, ...types: readonly string[]) {
  const { app, deliveries, log } = intake({ ...acme, normalise }, { confirm });
  const events = types.map((type, index) => ({ ...order, id: `ord_${index}`, type }));
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(events)));
  expect(answer.status).toBe(200);
  return { events: deliveries[0]?.events ?? [], log };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("an event about money that nobody signed", () => {
  test("is confirmed when the provider's API bears it out", async () => {
    const { events } = await deliver(() => Promise.resolve("confirmed"), "unsigned");
    expect(events[0]).toMatchObject({ problem: null, changes: [tag, { confirmed: true }] });
  });

  test("is kept as a problem, and not applied, when the API denies it", async () => {
    const { events } = await deliver(() => Promise.resolve("contradicted"), "unsigned");
    expect(events[0]).toMatchObject({ changes: [], problem: { code: "contradicted", field: "" } });
  });

  test("stays unconfirmed when the API can't say", async () => {
    const { events } = await deliver(() => Promise.resolve("unavailable"), "unsigned");
    expect(events[0]).toMatchObject({ problem: null, changes: [tag, { confirmed: false }] });
  });

  test("stays unconfirmed when asking throws, and the log says so", async () => {
    const { events, log } = await deliver(() => Promise.reject(new Error("MARKED")), "unsigned");
    expect(events[0]).toMatchObject({ problem: null, changes: [tag, { confirmed: false }] });
    expect(log).toMatchObject([{ event: "failed", step: "confirm", error: "Error" }, { event: "processed" }]);
    expect(JSON.stringify(log)).not.toContain("MARKED");
  });

  test("waits three seconds for all answers together, and asks nothing more after that", async () => {
    vi.useFakeTimers();
    const confirm = vi
      .fn<Confirm>()
      .mockResolvedValueOnce("confirmed")
      .mockReturnValue(new Promise(() => undefined));
    const delivered = deliver(confirm, "unsigned", "unsigned", "unsigned");
    await vi.advanceTimersByTimeAsync(2999);
    expect(confirm).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    const { events } = await delivered;
    expect(confirm).toHaveBeenCalledTimes(2);
    expect(events.map(({ changes }) => changes[1])).toMatchObject([
      { confirmed: true },
      { confirmed: false },
      { confirmed: false },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("nothing is asked about money that was signed, or about anything else", async () => {
  const confirm = vi.fn<Confirm>();
  const { events } = await deliver(confirm, "signed", "tag");
  expect(confirm).not.toHaveBeenCalled();
  expect(events).toMatchObject([{ changes: [tag, { confirmed: true }] }, { changes: [tag] }]);
});
