import { beforeEach, describe, expect, it } from "vitest";
import type { Change, ContactChange } from "../../shared/intake/change.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { callDoor, deliver, statuses } from "../support/door.ts";

const { sql } = await testDatabase();

beforeEach(async () => {
  await emptyBusiness(sql);
});

const at = (second: number) => new Date(Date.UTC(2027, 0, 15, 8, 0, second)).toISOString();
const person = (second: number, change: Partial<ContactChange>): ContactChange => ({
  kind: "contact",
  at: at(second),
  ...change,
});
const customer = (value: string) => [{ scope: "stripe:customer", value }];

async function say(id: string, ...changes: readonly Change[]): Promise<void> {
  expect(statuses(await deliver(sql, [{ id, changes }]))).toEqual(["processed"]);
}

const people = async () =>
  await sql<{ id: number; email: string | null; full_name: string | null }[]>`
    select id, email, full_name from public.contacts order by id`;

describe("a contact", () => {
  it("is the same for every spelling of the address's case, under one e-mail identity", async () => {
    await say("e1", person(1, { email: "Jane@Example.com", full_name: "Jane" }));
    await say("e2", person(2, { email: "jane@example.COM" }));
    expect(await people()).toMatchObject([{ email: "jane@example.COM", full_name: "Jane" }]);
  });

  it("is joined with another when an event names identities of both", async () => {
    await say("e1", person(1, { email: "jane@example.com", full_name: "Jane" }));
    await say("e2", person(2, { identities: customer("cus_1"), full_name: "Jane Doe" }));
    expect(await people()).toHaveLength(2);
    await say("e3", person(3, { email: "jane@example.com", identities: customer("cus_1") }));
    expect(await people()).toMatchObject([{ email: "jane@example.com", full_name: "Jane Doe" }]);
  });

  it("brings everything it owns into a join, and the newer word on a tag that both bear", async () => {
    const paid: Change = {
      kind: "transaction",
      at: at(1),
      external_id: "pi_1",
      amount: 100,
      currency: "USD",
      confirmed: true,
    };
    const subscribed: Change = { kind: "subscription", at: at(1), external_id: "sub_1", status: "active" };
    const ticket: Change = {
      kind: "registration",
      at: at(1),
      external_id: "it_1",
      registration_kind: "ticket",
    };
    await say("e1", person(1, { email: "jane@example.com" }), {
      kind: "tag",
      at: at(1),
      name: "vip",
      applied: true,
    });
    await say("e2", person(2, { identities: customer("cus_1") }), paid, subscribed, ticket, {
      kind: "tag",
      at: at(2),
      name: "vip",
      applied: false,
    });
    await say("e3", person(3, { email: "jane@example.com", identities: customer("cus_1") }));
    const [jane] = await people();
    for (const table of ["transactions", "subscriptions", "registrations", "contact_tags"]) {
      expect(await sql`select contact_id from ${sql("public." + table)}`, table).toMatchObject([
        { contact_id: jane?.id },
      ]);
    }
    expect(await sql`select applied from public.contact_tags`).toMatchObject([{ applied: false }]);
    expect(await sql`select distinct contact_id from public.pipeline_events`).toHaveLength(1);
  });

  it("keeps what newer news doesn't mention, and lets older news fill only what is unknown", async () => {
    await say("e1", person(10, { email: "jane@example.com", full_name: "Jane Doe" }));
    await say("e2", person(5, { email: "jane@example.com", full_name: "J. Doe", phone: "+15550100001" }));
    await say("e3", person(20, { email: "jane@example.com" }));
    const [row] = await sql`select full_name, phone, first_seen_at from public.contacts`;
    expect(row).toEqual({ full_name: "Jane Doe", phone: "+15550100001", first_seen_at: new Date(at(5)) });
  });

  it("is not made when the event names nobody, and a payment is kept without one", async () => {
    await say("e1", person(1, { full_name: "Nobody" }), {
      kind: "transaction",
      at: at(1),
      external_id: "pi_1",
      confirmed: true,
    });
    expect(await people()).toEqual([]);
    expect(await sql`select contact_id from public.transactions`).toMatchObject([{ contact_id: null }]);
  });
});

describe("two deliveries about one person at the same time", () => {
  it("make one contact of a new address", async () => {
    const met = await interleave(
      sql,
      (first) =>
        callDoor(first, [
          { id: "e1", changes: [person(1, { email: "new@example.com", full_name: "First" })] },
        ]),
      (second) =>
        callDoor(second, [
          { id: "e2", changes: [person(2, { email: "new@example.com", phone: "+15550100001" })] },
        ]),
    );
    expect(met.waited).toBe(true);
    expect(met.second.status).toBe("fulfilled");
    expect(await sql`select full_name, phone from public.contacts`).toEqual([
      { full_name: "First", phone: "+15550100001" },
    ]);
  });

  it("lose nothing when one joins two contacts while the other pays as one of them", async () => {
    await say("e1", person(1, { email: "jane@example.com" }));
    await say("e2", person(2, { identities: customer("cus_1") }));
    const met = await interleave(
      sql,
      (payment) =>
        callDoor(payment, [
          {
            id: "e3",
            changes: [
              person(3, { identities: customer("cus_1") }),
              { kind: "transaction", at: at(3), external_id: "pi_1", confirmed: true },
            ],
          },
        ]),
      (join) =>
        callDoor(join, [
          { id: "e4", changes: [person(4, { email: "jane@example.com", identities: customer("cus_1") })] },
        ]),
    );
    expect(met.waited).toBe(true);
    expect(met.second.status === "fulfilled" && statuses(met.second.value)).toEqual(["processed"]);
    const [jane, ...others] = await people();
    expect(others).toEqual([]);
    expect(await sql`select contact_id from public.transactions`).toMatchObject([{ contact_id: jane?.id }]);
  });

  it("lose nothing when one joins two contacts while the other gives one of them a new identity", async () => {
    await say("e1", person(1, { email: "jane@example.com" }));
    await say("e2", person(2, { identities: customer("cus_1") }));
    const met = await interleave(
      sql,
      (payment) => callDoor(payment, [{ id: "e3", changes: [person(3, { identities: customer("cus_1") })] }]),
      (join) =>
        callDoor(join, [
          { id: "e4", changes: [person(4, { email: "jane@example.com", identities: customer("cus_1") })] },
        ]),
      (payment) =>
        callDoor(payment, [
          {
            id: "e5",
            changes: [
              person(5, { identities: [...customer("cus_1"), { scope: "stripe:guest", value: "g" }] }),
            ],
          },
        ]),
    );
    expect(met.waited).toBe(true);
    expect(met.second.status === "fulfilled" && statuses(met.second.value)).toEqual(["processed"]);
    expect(await people()).toHaveLength(1);
  });

  it("both come through when each joins the same two contacts", async () => {
    await say("e1", person(1, { email: "jane@example.com" }));
    await say("e2", person(2, { identities: customer("cus_1") }));
    const join = person(3, { email: "jane@example.com", identities: customer("cus_1") });
    const outcomes = await Promise.all(
      ["e3", "e4", "e5", "e6"].map((id) => deliver(sql, [{ id, changes: [join] }])),
    );
    expect(outcomes.flatMap(statuses)).toEqual(Array(4).fill("processed"));
    expect(await people()).toHaveLength(1);
    expect(await businessState(sql)).toMatchObject({
      contacts: [{ who: "email=jane@example.com stripe:customer=cus_1" }],
    });
  });
});
