import type postgres from "postgres";
import { beforeEach, describe, expect, it } from "vitest";
import type { Change, TransactionChange } from "../../shared/intake/change.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { interleave } from "../support/database-races.ts";
import { asRole } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { callDoor, deliver, type DoorEvent } from "../support/door.ts";
import { addBroker, addLead } from "../support/lead-rows.ts";
import { sequentialScans } from "../support/sequential-scans.ts";

const { sql } = await testDatabase();
const at = "2027-01-15T08:00:00Z";
const jane: Change = { kind: "contact", at, email: "jane@example.com", full_name: "Jane Doe" };
const payment: TransactionChange = {
  kind: "transaction",
  at,
  external_id: "pi_1",
  amount: 14900,
  currency: "USD",
  confirmed: true,
};
const everything: readonly Change[] = [
  jane,
  { kind: "product", at, external_id: "prod_1", name: "Course", authoritative: true },
  { ...payment, product: "prod_1" },
  { kind: "subscription", at, external_id: "sub_1", status: "active" },
  { kind: "registration", at, external_id: "reg_1", registration_kind: "access", title: "Course" },
  { kind: "engagement", at, external_id: "eng_1", engagement_kind: "reply", status: "interested" },
  { kind: "tag", at, name: "vip", applied: true },
];

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
type Replay = { readonly problem: unknown; readonly before: Rows; readonly after: Rows };

beforeEach(async () => {
  await emptyBusiness(sql);
});

async function asFunction<T>(
  query: (transaction: postgres.ISql) => Promise<readonly { answer: T }[]>,
): Promise<T> {
  const [row] = await asRole(sql, "service_role", query);
  if (!row) throw new Error("the door answered nothing");
  return row.answer;
}

const replay = (receipt: number, changes: readonly Change[], dryRun = false) =>
  asFunction<Replay | null>(
    (door) =>
      door`select public.replay_webhook_event(${receipt}, ${JSON.stringify(changes)}::text::jsonb, ${dryRun}) as answer`,
  );

async function received(event: DoorEvent): Promise<number> {
  const [outcome] = await deliver(sql, [event]);
  if (!outcome) throw new Error("the event was not received");
  return outcome.receipt;
}

/** Every row of every table that a delivery can touch, as it stands. */
async function allRows(): Promise<unknown> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'intake', 'ops')
    order by name`;
  return await Promise.all(
    tables.map(async ({ name }) => [
      name,
      await sql.unsafe(`select to_jsonb(r)::text as row from ${name} r order by 1`),
    ]),
  );
}

const receipt = async () => (await sql`select status, changes, revision from intake.webhook_events`)[0];

describe("a dry run", () => {
  it("shows every row that would change, before and after, and changes nothing at all", async () => {
    const problem = { code: "missing-field", field: "id" };
    const id = await received({ id: "e1", problem });
    const before = await allRows();
    const replayed = await replay(id, everything, true);

    expect(await allRows()).toEqual(before);
    expect(replayed?.problem).toBeNull();
    expect(Object.values(replayed?.before ?? {}).flat()).toEqual([]);
    expect(replayed?.after).toMatchObject({
      contacts: [{ email: "jane@example.com" }],
      products: [{ external_id: "prod_1", name: "Course" }],
      transactions: [{ external_id: "pi_1", amount: 14900 }],
      subscriptions: [{ external_id: "sub_1", status: "active" }],
      registrations: [{ external_id: "reg_1", title: "Course" }],
      engagements: [{ external_id: "eng_1", status: "interested" }],
      contact_tags: [{ name: "vip", applied: true }],
    });
  });

  it("shows the payment that is known by another id, and the lead whose reply it is", async () => {
    const lead = await addLead(sql, await addBroker(sql), {
      email: "Jane@example.com",
      campaign_status: "active",
    });
    await received({ id: "e1", changes: [{ ...payment, external_id: "in_1", also_known_as: ["pi_1"] }] });
    const id = await received({ id: "e2", problem: { code: "missing-field", field: "id" } });
    const unsubscribed: Change = { ...jane, email_status: "unsubscribed" };
    const refund: Change = { ...payment, provisional_id: true, refund_parts: { ch_1: 900 } };
    const replayed = await replay(id, [unsubscribed, refund], true);
    expect(replayed?.before).toMatchObject({
      leads: [{ id: Number(lead), campaign_status: "active" }],
      transactions: [{ external_id: "in_1", refunded_amount: 0 }],
    });
    expect(replayed?.after).toMatchObject({
      leads: [{ id: Number(lead), campaign_status: "unsubscribed" }],
      transactions: [{ external_id: "in_1", refunded_amount: 900 }],
    });
  });

  it("says why the event could not be applied", async () => {
    const id = await received({ id: "e1" });
    const before = await allRows();
    const replayed = await replay(id, [{ ...payment, amount: 1e15 }], true);
    expect(replayed).toMatchObject({ problem: { code: "23514", field: "transactions_amount_range" } });
    expect(await allRows()).toEqual(before);
  });
});

describe("a replay", () => {
  it("of an event that was applied changes nothing but the audit trail", async () => {
    const id = await received({ id: "e1", changes: everything });
    const rows = await businessState(sql);
    const [before] = await sql`select updated_at from public.transactions`;
    const replayed = await replay(id, everything);
    expect(replayed?.after).toEqual(replayed?.before);
    expect(await businessState(sql)).toEqual(rows);
    expect(await sql`select updated_at from public.transactions`).toEqual([before]);
    expect(await receipt()).toMatchObject({ status: "processed", revision: 0 });
    expect(
      (await sql`select stage from public.pipeline_events order by id`).map((r): unknown => r.stage),
    ).toEqual(["processed", "processed", "replayed"]);
  });

  it("applies what a mended mapping says, in place of what it said before", async () => {
    const id = await received({ id: "e1", changes: [jane, payment] });
    const mended = { ...payment, amount: 149, currency: "JPY" };
    const replayed = await replay(id, [jane, mended]);
    expect(replayed?.before.transactions).toMatchObject([{ amount: 14900, currency: "USD" }]);
    expect(replayed?.after.transactions).toMatchObject([{ amount: 149, currency: "JPY" }]);
    expect(await receipt()).toMatchObject({ changes: [jane, mended], revision: 1 });

    await replay(id, [jane, payment]);
    expect(await sql`select amount::integer, currency from public.transactions`).toEqual([
      { amount: 14900, currency: "USD" },
    ]);
  });

  it("leaves alone what a newer event has said since, and what one of the same instant outranks", async () => {
    const id = await received({ id: "e1", changes: [{ ...payment, payment_status: "pending" }] });
    await deliver(sql, [
      { id: "e2", changes: [{ ...payment, at: "2027-01-15T09:00:00Z", payment_status: "succeeded" }] },
      { id: "e10", changes: [{ ...payment, description: "by e10" }] },
    ]);
    await replay(id, [{ ...payment, amount: 1, payment_status: "failed", description: "by e1" }]);
    expect(await sql`select payment_status, description, amount::integer from public.transactions`).toEqual([
      { payment_status: "succeeded", description: "by e10", amount: 14900 },
    ]);
  });

  it("resolves the event's dead letter, also one that was given up", async () => {
    const id = await received({ id: "e1", problem: { code: "missing-field", field: "id" } });
    await sql`update intake.pipeline_dlq set status = 'dead'`;
    await replay(id, [payment]);
    expect(await sql`select status from intake.pipeline_dlq`).toEqual([{ status: "resolved" }]);
    expect(await receipt()).toMatchObject({ status: "processed" });
  });

  it("that fails leaves everything as it was, and says why", async () => {
    const id = await received({ id: "e1", changes: [payment] });
    const before = await allRows();
    expect(await replay(id, [{ kind: "tag", at, name: "vip", applied: true }])).toMatchObject({
      problem: { code: "23502", field: "contact_id" },
    });
    expect(await allRows()).toEqual(before);
  });

  it("makes of an event that is not mapped any more a stored one", async () => {
    const id = await received({ id: "e1", changes: [payment] });
    expect(await replay(id, [])).toMatchObject({ problem: null });
    expect(await receipt()).toMatchObject({ status: "stored", changes: [] });
  });

  it("of a receipt that doesn't exist is answered with nothing", async () => {
    expect(await replay(0, [payment])).toBeNull();
  });

  it("waits for another replay of the same event, and both are applied in turn", async () => {
    const id = await received({ id: "e1", changes: [payment] });
    const again = (amount: number) => JSON.stringify([{ ...payment, amount }]);
    const met = await interleave(
      sql,
      (first) => first`select public.replay_webhook_event(${id}, ${again(1)}::text::jsonb, false)`,
      (second) => second`select public.replay_webhook_event(${id}, ${again(2)}::text::jsonb, false)`,
    );
    expect(met.waited).toBe(true);
    expect(met.second.status).toBe("fulfilled");
    expect(await sql`select amount::integer from public.transactions`).toEqual([{ amount: 2 }]);
  });

  it("doesn't wait in a circle with a delivery that repeats its event and touches the same rows", async () => {
    const id = await received({ id: "e1", changes: [payment] });
    const again = JSON.stringify([{ ...payment, amount: 5 }]);
    const met = await interleave(
      sql,
      (delivery) => callDoor(delivery, [{ id: "e1" }]),
      (second) => second`select public.replay_webhook_event(${id}, ${again}::text::jsonb, false)`,
      (delivery) => callDoor(delivery, [{ id: "e2", changes: [{ ...payment, description: "x" }] }]),
    );
    expect(met).toMatchObject({ waited: true, second: { status: "fulfilled" } });
  });
});

const find = (id: string) =>
  asFunction<readonly unknown[]>(
    (door) => door`select public.find_webhook_events('stripe', ${id}) as answer`,
  );
const list = (since: string, until: string, after: number) =>
  asFunction<readonly { readonly receipt: number }[]>(
    (door) =>
      door`select public.list_failed_webhook_events('stripe', ${since}::text::timestamptz, ${until}::text::timestamptz, ${after}) as answer`,
  );

describe("looking a delivery up", () => {
  it("shows every receipt of the id, with its dead letter, its trail and the rows it is about", async () => {
    await deliver(sql, [{ id: "e1", changes: [jane, payment], payload: { secret: 1 } }]);
    await deliver(sql, [{ id: "e1", problem: { code: "missing-field", field: "id" } }], { endpoint: "eu" });
    await deliver(sql, [{ id: "e1", problem: { code: "missing-field", field: "id" } }], {
      provider: "paypal",
    });
    const found = await find("e1");
    expect(found).toMatchObject([
      {
        receipt: { provider: "stripe", endpoint: "eu", status: "deferred" },
        dead_letter: { status: "waiting", reason: "missing-field" },
        trail: [{ stage: "deferred" }],
      },
      {
        receipt: { provider: "stripe", endpoint: "", status: "processed", payload: { secret: 1 } },
        dead_letter: null,
        trail: [{ stage: "processed" }],
        rows: { contacts: [{ full_name: "Jane Doe" }], transactions: [{ external_id: "pi_1" }] },
      },
    ]);
    expect(found).toHaveLength(2);
    expect(await find("e2")).toEqual([]);
  });

  it("lists what failed of a provider in a range of time, a hundred at a time", async () => {
    const problem = { code: "missing-field", field: "id" };
    await deliver(sql, [
      { id: "fine", changes: [payment] },
      ...Array.from({ length: 130 }, (_, index) => ({ id: `e${index}`, problem })),
    ]);
    await deliver(sql, [{ id: "other", problem }], { provider: "paypal" });
    const first = await list("-infinity", "infinity", 0);
    const second = await list("-infinity", "infinity", first.at(-1)?.receipt ?? 0);
    expect([first.length, second.length]).toEqual([100, 30]);
    expect(new Set([...first, ...second].map((failed) => failed.receipt)).size).toBe(130);
    expect(first[0]).toMatchObject({ status: "waiting", reason: "missing-field", field: "id", attempts: 0 });
    expect(first[0]).not.toHaveProperty("payload");
    expect(await list("-infinity", "2020-01-01Z", 0)).toEqual([]);
    expect(await list("9999-01-01Z", "infinity", 0)).toEqual([]);
  });

  it("and listing what failed read their indexes, however many receipts there are", async () => {
    await sql`
      insert into intake.webhook_events (provider, endpoint, event_id, event_type, status, request_id)
      select 'stripe', case when n % 2 = 0 then 'eu' else '' end, 'bulk_' || n, 't', 'processed', gen_random_uuid()
      from generate_series(1, 20000) as n`;
    await sql`
      insert into intake.pipeline_dlq (webhook_event_id, kind, reason, status, resolved_at)
      select id, 'apply', '23514', case when id % 400 = 0 then 'dead' else 'resolved' end, case when id % 400 <> 0 then now() end
      from intake.webhook_events`;
    await sql`analyze intake.webhook_events, intake.pipeline_dlq`;
    const scanned = await sql.begin((transaction) =>
      sequentialScans(transaction, async () => {
        await transaction`select public.find_webhook_events('stripe', 'bulk_777')`;
        await transaction`select public.list_failed_webhook_events('stripe', '-infinity', 'infinity')`;
      }),
    );
    expect(scanned).toEqual([]);
  });
});
