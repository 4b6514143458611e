import { beforeEach, describe, expect, it } from "vitest";
import type { TransactionChange } from "../../shared/intake/change.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { interleave } from "../support/database-races.ts";
import { become } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { callDoor, deliver, type DoorEvent } from "../support/door.ts";

const { sql } = await testDatabase();
beforeEach(() => emptyBusiness(sql));

let clock = 0;
function event(id: string, change: Partial<TransactionChange> & { readonly external_id: string }): DoorEvent {
  const at = new Date(1_800_000_000_000 + 1000 * clock++).toISOString();
  return { id, changes: [{ kind: "transaction", at, confirmed: true, ...change }] };
}

const invoice = event("evt_invoice", {
  external_id: "in_1",
  amount: 4_900,
  currency: "USD",
  payment_status: "succeeded",
});
const paidBy = (intent: string) => event(`evt_${intent}`, { external_id: "in_1", also_known_as: [intent] });
const refundOf = (intent: string, charge: string, amount: number) =>
  event(`evt_${charge}_${amount}`, {
    external_id: intent,
    provisional_id: true,
    refund_parts: { [charge]: amount },
  });

const books = () =>
  sql`select external_id, amount::integer, refunded_amount::integer, status from public.transactions order by 1`;
const refunded = [{ external_id: "in_1", amount: 4_900, refunded_amount: 900, status: "partially_refunded" }];

const [alias, refund] = [paidBy("pi_1"), refundOf("pi_1", "ch_1", 900)];
const orders = [
  [invoice, alias, refund],
  [invoice, refund, alias],
  [alias, invoice, refund],
  [alias, refund, invoice],
  [refund, invoice, alias],
  [refund, alias, invoice],
].map((order) => ({ order, named: order.map(({ id }) => id).join(", ") }));

/** The state after the first of the orders. */
let end: unknown;

describe("what is told of a payment under another id of it", () => {
  it.each(orders)("is told of the payment: $named", async ({ order }) => {
    for (const one of order) await deliver(sql, [one]);
    expect(await books()).toEqual(refunded);
    end ??= await businessState(sql);
    expect(await businessState(sql)).toEqual(end);
  });

  it("stands for itself until an event says whose it is", async () => {
    await deliver(sql, [invoice]);
    await deliver(sql, [refund]);
    expect(await books()).toMatchObject([
      { external_id: "in_1", refunded_amount: 0 },
      { external_id: "pi_1", refunded_amount: 900, amount: null },
    ]);
  });

  it("is added up where a payment came in parts, and each part counts once", async () => {
    const events = [
      refundOf("pi_2", "ch_2", 400),
      invoice,
      paidBy("pi_1"),
      refundOf("pi_1", "ch_1", 900),
      refundOf("pi_1", "ch_1", 1_000),
      paidBy("pi_2"),
      refundOf("pi_1", "ch_1", 900),
    ];
    for (const one of events) await deliver(sql, [one]);
    expect(await books()).toMatchObject([{ external_id: "in_1", refunded_amount: 1_400 }]);
  });

  it("is told by a provider of its own payments alone", async () => {
    await deliver(sql, [alias]);
    await deliver(sql, [refund], { provider: "paddle" });
    expect(await sql`select provider, external_id from public.transactions order by 1`).toEqual([
      { provider: "paddle", external_id: "pi_1" },
      { provider: "stripe", external_id: "in_1" },
    ]);
  });
});

describe("an alias and what is told under it, at the same time", () => {
  const tell = (told: DoorEvent) => async (transaction: Parameters<typeof callDoor>[0]) => {
    await become(transaction, "service_role");
    return callDoor(transaction, [told]);
  };

  it.each([
    ["the alias first", alias, refund],
    ["the refund first", refund, alias],
  ])("take turns: %s", async (_, first, second) => {
    await deliver(sql, [invoice]);
    const met = await interleave(sql, tell(first), tell(second));
    expect(met).toMatchObject({ waited: true, second: { status: "fulfilled" } });
    expect(await books()).toEqual(refunded);
  });
});

describe("refunds", () => {
  const part = (id: string, parts: Readonly<Record<string, number>>) =>
    event(id, { external_id: "9001", refund_parts: parts });

  it("are the sum of their parts, each at its largest, or the whole that was stated if that is more", async () => {
    await deliver(sql, [part("e1", { r2: 300 })]);
    await deliver(sql, [part("e2", { r1: 200, r2: 100 })]);
    expect(await books()).toMatchObject([{ refunded_amount: 500 }]);
    await deliver(sql, [event("e3", { external_id: "9001", refunded_amount: 450 })]);
    expect(await books()).toMatchObject([{ refunded_amount: 500 }]);
    await deliver(sql, [event("e4", { external_id: "9001", refunded_amount: 600 })]);
    expect(await books()).toMatchObject([{ refunded_amount: 600 }]);
    await deliver(sql, [part("e5", { r3: 150 })]);
    expect(await books()).toMatchObject([{ refunded_amount: 650 }]);
  });
});
