import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { keptOf } from "../../support/receipts.ts";
import { stripeDelivery } from "../../support/stripe-delivery.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 1 });
afterAll(() => sql.end());

async function post(init: RequestInit): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${stack.functionsUrl}/webhook-stripe`, init);
  return { status: response.status, body: await response.json() };
}

describe("an event that Stripe's own library has signed", () => {
  test("is received once however often it comes at once, and makes its contact and its transaction", async () => {
    const { id, email, payment, init } = stripeDelivery();
    const first = await post(init);
    expect(first).toEqual({ status: 200, body: { status: "processed", id } });

    const repeats = await Promise.all(Array.from({ length: 5 }, () => post(init)));
    expect(repeats).toEqual(Array(5).fill({ status: 200, body: { status: "duplicate", id } }));
    expect(await keptOf(sql, "stripe", id)).toEqual({ receipts: 1, applied: 1, status: "processed" });
    expect(
      await sql`
        select c.email, c.full_name, t.amount::int, t.currency, t.status, t.confirmed
        from public.transactions t join public.contacts c on c.id = t.contact_id
        where t.provider = 'stripe' and t.external_id = ${payment}`,
    ).toEqual([
      { email, full_name: "Jane Doe", amount: 14_900, currency: "USD", status: "succeeded", confirmed: true },
    ]);
  });

  test("is processed for one of five that come at once", async () => {
    const { id, init } = stripeDelivery();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(init)));
    const statuses = answers.map(({ body }) => body);
    expect(statuses).toHaveLength(5);
    expect(
      statuses.filter((body) => JSON.stringify(body) === JSON.stringify({ status: "processed", id })),
    ).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await keptOf(sql, "stripe", id)).toEqual({ receipts: 1, applied: 1, status: "processed" });
  });

  test.each([
    ["a currency that isn't one", { currency: "zzz" }, "unknown-currency", "data.object.currency"],
    ["more money than there is", { amount_total: 9e15 }, "absurd-amount", "data.object.amount_total"],
    ["no currency", { currency: null }, "missing-field", "data.object.currency"],
  ])("that states %s is kept with the reason, and changes nothing", async (_, fields, reason, field) => {
    const { id, payment, email, init } = stripeDelivery(fields);
    expect(await post(init)).toEqual({ status: 200, body: { status: "deferred", id } });
    expect(await post(init)).toEqual({ status: 200, body: { status: "duplicate", id } });

    expect(await keptOf(sql, "stripe", id)).toEqual({ receipts: 1, applied: 0, status: "deferred" });
    expect(
      await sql`
        select d.kind, d.reason, d.field, d.status, e.payload ->> 'id' as payload
        from intake.pipeline_dlq d join intake.webhook_events e on e.id = d.webhook_event_id
        where e.event_id = ${id}`,
    ).toEqual([{ kind: "normalise", reason, field, status: "waiting", payload: id }]);
    expect(await sql`select from public.transactions where external_id = ${payment}`).toHaveLength(0);
    expect(await sql`select from public.contact_identities where value = ${email}`).toHaveLength(0);
  });
});
