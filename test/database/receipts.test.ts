import { describe, expect, it } from "vitest";
import { asRole } from "../support/database-roles.ts";
import { interleave } from "../support/database-races.ts";
import { sqlstate } from "../support/database-errors.ts";
import { testDatabase } from "../support/database.ts";
import { callDoor, deliver, statuses } from "../support/door.ts";

const { sql } = await testDatabase();

const receipts = async (id: string) =>
  await sql<{ provider: string; endpoint: string; status: string; duplicates: number }[]>`
    select provider, endpoint, status, duplicates from intake.webhook_events where event_id = ${id}
    order by provider, endpoint`;

describe("a delivery's receipt", () => {
  it("is written once, however often the event comes, and counts the repeats", async () => {
    const event = { id: "evt_repeat" };
    expect(statuses(await deliver(sql, [event]))).toEqual(["stored"]);
    expect(statuses(await deliver(sql, [event]))).toEqual(["duplicate"]);
    expect(statuses(await deliver(sql, [event]))).toEqual(["duplicate"]);
    expect(await receipts("evt_repeat")).toMatchObject([{ status: "stored", duplicates: 2 }]);
  });

  it("is scoped by provider and endpoint: the same id elsewhere is another event", async () => {
    await deliver(sql, [{ id: "evt_scope" }]);
    expect(statuses(await deliver(sql, [{ id: "evt_scope" }], { endpoint: "eu" }))).toEqual(["stored"]);
    expect(statuses(await deliver(sql, [{ id: "evt_scope" }], { provider: "paypal" }))).toEqual(["stored"]);
    expect(await receipts("evt_scope")).toHaveLength(3);
  });

  it("keeps the first payload when the same id comes with another", async () => {
    await deliver(sql, [{ id: "evt_payload", payload: { first: true } }]);
    await deliver(sql, [{ id: "evt_payload", payload: { first: false } }]);
    const [row] = await sql`select payload from intake.webhook_events where event_id = 'evt_payload'`;
    expect(row?.payload).toEqual({ first: true });
  });

  it("answers a batch in its order, and takes an event that stands twice in it once", async () => {
    const outcomes = await deliver(sql, [{ id: "evt_b" }, { id: "evt_a" }, { id: "evt_b" }]);
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
      ["evt_b", "stored"],
      ["evt_a", "stored"],
      ["evt_b", "duplicate"],
    ]);
  });

  it("leaves one line in the audit trail per event, none for a repeat", async () => {
    const [outcome] = await deliver(sql, [{ id: "evt_audit" }]);
    await deliver(sql, [{ id: "evt_audit" }]);
    const trail = await sql`
      select stage from public.pipeline_events where webhook_event_id = ${outcome?.receipt ?? 0}`;
    expect(trail.map((row): unknown => row.stage)).toEqual(["stored"]);
  });

  it("makes the second of two that arrive together wait, and calls it a duplicate", async () => {
    const event = { id: "evt_race" };
    const met = await interleave(
      sql,
      (first) => callDoor(first, [event]),
      (second) => callDoor(second, [event]),
    );
    expect(met.waited).toBe(true);
    expect(statuses(met.first)).toEqual(["stored"]);
    expect(met.second.status === "fulfilled" && statuses(met.second.value)).toEqual(["duplicate"]);
    expect(await receipts("evt_race")).toMatchObject([{ duplicates: 1 }]);
  });

  it("is not there when its transaction was rolled back, so that the retry is applied", async () => {
    await sql
      .begin(async (transaction) => {
        await callDoor(transaction, [{ id: "evt_rollback" }]);
        throw new Error("the process died before the commit");
      })
      .catch(() => undefined);
    expect(await receipts("evt_rollback")).toEqual([]);
    expect(statuses(await deliver(sql, [{ id: "evt_rollback" }]))).toEqual(["stored"]);
  });

  it("lets two overlapping batches in opposite order both through, each event once", async () => {
    const ids = ["evt_o1", "evt_o2", "evt_o3"].map((id) => ({ id }));
    const met = await interleave(
      sql,
      (first) => callDoor(first, ids),
      (second) => callDoor(second, ids.toReversed()),
    );
    expect(met.second.status === "fulfilled" && statuses(met.second.value)).toEqual(
      Array(3).fill("duplicate"),
    );
  });
});

describe("a one-time value", () => {
  const event = (id: string, nonce: string) => ({ id, nonce: { value: nonce, seconds: 60 } });
  const answer = async (events: readonly object[], endpoint = "") => {
    const [row] = await sql<{ answer: { replayed: boolean; outcomes: unknown } }[]>`
      select public.process_webhook_atomically('mailgun', ${endpoint}, gen_random_uuid(), ${JSON.stringify(
        events.map((one) => ({
          type: "t",
          occurred_at: null,
          payload: {},
          changes: [],
          problem: null,
          ...one,
        })),
      )}::text::jsonb) as answer`;
    return row?.answer;
  };

  it("carries its event again, as a sender repeats it, and no other", async () => {
    expect(await answer([event("evt_n1", "token")])).toMatchObject({ replayed: false });
    expect(await answer([event("evt_n1", "token")])).toMatchObject({
      replayed: false,
      outcomes: [{ status: "duplicate" }],
    });
    expect(await answer([event("evt_n2", "token")])).toMatchObject({ replayed: true, outcomes: null });
    expect(await receipts("evt_n2")).toEqual([]);
  });

  it("is one of its endpoint: another account's of the same value carries its own event", async () => {
    await answer([event("evt_n3", "shared")]);
    expect(await answer([event("evt_n4", "shared")], "eu")).toMatchObject({
      replayed: false,
      outcomes: [{ status: "stored" }],
    });
    expect(await answer([event("evt_n5", "shared")], "eu")).toMatchObject({ replayed: true });
  });
});

describe("the door", () => {
  it.each(["anon", "authenticated"] as const)("is closed to %s", async (role) => {
    expect(
      await sqlstate(asRole(sql, role, (transaction) => callDoor(transaction, [{ id: "evt_no" }]))),
    ).toBe("42501");
  });

  it("gives the functions' role nothing beside itself: no table can be read", async () => {
    const read = asRole(sql, "service_role", (transaction) => transaction`select from intake.webhook_events`);
    expect(await sqlstate(read)).toBe("42501");
  });
});
