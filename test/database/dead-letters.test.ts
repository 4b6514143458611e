import type postgres from "postgres";
import { beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../shared/intake/change.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { callDoor, deliver } from "../support/door.ts";
import { sequentialScans } from "../support/sequential-scans.ts";

const { sql } = await testDatabase();
const at = "2027-01-15T08:00:00Z";
const problem = { code: "missing-field", field: "id" };
const sale: readonly Change[] = [
  { kind: "contact", at, email: "jane@example.com" },
  { kind: "transaction", at, external_id: "pi_1", amount: 14900, currency: "USD", confirmed: true },
];

type Letter = { readonly letter: number; readonly event_id: string };

beforeEach(async () => {
  await emptyBusiness(sql);
});

async function claim(connection: postgres.ISql, batch = 500): Promise<readonly Letter[]> {
  const [row] = await connection<{ letters: readonly Letter[] }[]>`
    select public.claim_dead_letters(${batch}) as letters`;
  return row?.letters ?? [];
}

async function settle(
  connection: postgres.ISql,
  letter: number,
  { changes = [], problem = null }: { changes?: readonly Change[]; problem?: object | null },
): Promise<unknown> {
  const [row] = await connection<{ settled: unknown }[]>`
    select public.settle_dead_letter(
      ${letter}, ${JSON.stringify(changes)}::text::jsonb, ${problem && JSON.stringify(problem)}::text::jsonb
    ) as settled`;
  return row?.settled;
}

/** Events that wait in the queue, each due; the letters' ids. */
async function deferred(...ids: readonly string[]): Promise<readonly number[]> {
  for (const id of ids) await deliver(sql, [{ id, payload: { id }, problem }]);
  await makeDue();
  const rows = await sql<{ id: string }[]>`select id from intake.pipeline_dlq order by id`;
  return rows.map((row) => Number(row.id));
}

async function one(...ids: readonly [string]): Promise<number> {
  const [letter] = await deferred(...ids);
  if (letter === undefined) throw new Error("the event was not deferred");
  return letter;
}

const makeDue = async () =>
  await sql`update intake.pipeline_dlq set next_attempt_at = now() - interval '1 second' where status = 'waiting'`;
const letters = async () =>
  await sql`select kind, reason, field, status, attempts from intake.pipeline_dlq order by id`;
const stages = async () =>
  (await sql`select stage from public.pipeline_events order by id`).map(({ stage }): unknown => stage);
const receiptStatuses = async () =>
  (await sql`select status from intake.webhook_events order by id`).map(({ status }): unknown => status);

describe("claiming dead letters", () => {
  it("takes those that are due, with all that mapping them again needs", async () => {
    const letter = await one("e1");
    expect(await claim(sql)).toEqual([
      {
        letter,
        kind: "normalise",
        reason: "missing-field",
        provider: "stripe",
        endpoint: "",
        event_id: "e1",
        event_type: "test.event",
        occurred_at: null,
        payload: { id: "e1" },
        changes: [],
      },
    ]);
  });

  it("takes none before its time, none twice, and as many as it is asked for", async () => {
    await deferred("e1", "e2", "e3");
    await deliver(sql, [{ id: "later", problem }]);
    expect(await claim(sql, 2)).toHaveLength(2);
    expect(await claim(sql, 2)).toHaveLength(1);
    expect(await claim(sql, 2)).toEqual([]);
    await makeDue();
    expect(await claim(sql, -1)).toEqual([]);
  });

  it("gives two who ask at the same time different letters, and makes neither wait", async () => {
    await deferred("e1", "e2", "e3", "e4");
    const met = await interleave(
      sql,
      (first) => claim(first, 2),
      (second) => claim(second, 10),
    );
    expect(met.waited).toBe(false);
    if (met.second.status === "rejected") throw met.second.reason;
    const both = [...met.first, ...met.second.value].map(({ event_id }) => event_id);
    expect(both.sort()).toEqual(["e1", "e2", "e3", "e4"]);
  });

  it("gives a letter to somebody else when a claim was never settled", async () => {
    await deferred("e1");
    expect(await claim(sql)).toHaveLength(1);
    await makeDue();
    expect(await claim(sql)).toHaveLength(1);
    expect(await letters()).toMatchObject([{ status: "waiting", attempts: 2 }]);
  });

  it("gives up a letter whose every attempt ended without a word", async () => {
    await deferred("e1");
    await sql`update intake.pipeline_dlq set attempts = 16`;
    expect(await claim(sql)).toEqual([]);
    expect(await letters()).toMatchObject([{ status: "dead", reason: "abandoned", field: null }]);
    expect(await receiptStatuses()).toEqual(["dead"]);
    expect(await stages()).toEqual(["deferred", "dead"]);
  });

  it("finds what is due by its index among all that was ever resolved", async () => {
    await sql`
      insert into intake.webhook_events (provider, event_id, event_type, status, request_id)
      select 'stripe', 'bulk_' || n, 't', 'processed', gen_random_uuid() from generate_series(1, 20000) as n`;
    await sql`
      insert into intake.pipeline_dlq (webhook_event_id, kind, reason, status, resolved_at, next_attempt_at)
      select id, 'apply', '23514', case when id % 400 = 0 then 'waiting' else 'resolved' end,
        case when id % 400 <> 0 then now() end, now() - interval '1 minute'
      from intake.webhook_events`;
    await sql`analyze intake.webhook_events, intake.pipeline_dlq`;
    const scanned = await sql.begin(async (transaction) =>
      sequentialScans(transaction, async () => {
        expect(await claim(transaction, 25)).toHaveLength(25);
      }),
    );
    expect(scanned).toEqual([]);
  });
});

describe("a dead letter that is tried again", () => {
  it("is resolved when its event can be applied, and the receipt is processed", async () => {
    const letter = await one("e1");
    await claim(sql);
    expect(await settle(sql, letter, { changes: sale })).toMatchObject({ status: "resolved" });
    expect(await receiptStatuses()).toEqual(["processed"]);
    expect(await stages()).toEqual(["deferred", "processed"]);
    expect(await sql`select external_id from public.transactions`).toEqual([{ external_id: "pi_1" }]);
    const [receipt] = await sql`select changes from intake.webhook_events`;
    expect(receipt?.changes).toEqual(sale);
  });

  it("is resolved as stored when its event is now one that isn't mapped", async () => {
    const letter = await one("e1");
    await claim(sql);
    expect(await settle(sql, letter, { changes: [] })).toMatchObject({ status: "resolved" });
    expect(await receiptStatuses()).toEqual(["stored"]);
    expect(await stages()).toEqual(["deferred", "stored"]);
  });

  it("ends as if the event had been applied at once", async () => {
    await deliver(sql, [{ id: "e1", changes: sale }]);
    const atOnce = await businessState(sql);
    await emptyBusiness(sql);

    const letter = await one("e1");
    await claim(sql);
    await settle(sql, letter, { changes: sale });
    expect(await businessState(sql)).toEqual(atOnce);
  });

  it("waits with its new reason when it can be mapped but the database refuses what it says", async () => {
    const letter = await one("e1");
    await claim(sql);
    const absurd: Change = {
      kind: "transaction",
      at,
      external_id: "pi_1",
      amount: 1e15,
      currency: "USD",
      confirmed: true,
    };
    const refusal = { status: "waiting", reason: "23514", field: "transactions_amount_range" };
    expect(await settle(sql, letter, { changes: [absurd] })).toEqual(refusal);
    expect(await letters()).toMatchObject([{ kind: "apply", ...refusal }]);
    expect(await receiptStatuses()).toEqual(["deferred"]);
    expect(await sql`select from public.transactions`).toHaveLength(0);
  });

  it("waits longer after each attempt, never over six hours, and no two letters the same", async () => {
    const letter = await one("e1");
    const waits: number[] = [];
    for (let attempt = 1; attempt < 16; attempt++) {
      await makeDue();
      await claim(sql);
      await settle(sql, letter, { problem });
      const [row] = await sql<{ minutes: number }[]>`
        select (extract(epoch from next_attempt_at - last_failed_at) / 60)::float as minutes from intake.pipeline_dlq`;
      waits.push(row?.minutes ?? 0);
    }
    for (const [index, wait] of waits.entries()) {
      const most = Math.min(2 ** (index + 1), 360);
      expect(wait).toBeGreaterThanOrEqual(most / 2);
      expect(wait).toBeLessThanOrEqual(most);
    }
    const [row] = await sql<{ different: number }[]>`
      select count(distinct intake.backoff(5))::integer as different from generate_series(1, 20)`;
    expect(row?.different).toBeGreaterThan(1);
  });

  it("is given up after the last attempt, once, with a line in the audit trail", async () => {
    const letter = await one("e1");
    await sql`update intake.pipeline_dlq set attempts = 15`;
    await claim(sql);
    expect(await settle(sql, letter, { problem })).toMatchObject({ status: "dead" });
    expect(await settle(sql, letter, { problem })).toMatchObject({ status: "dead" });
    expect(await letters()).toMatchObject([{ status: "dead", attempts: 16, reason: "missing-field" }]);
    expect(await receiptStatuses()).toEqual(["dead"]);
    expect(await stages()).toEqual(["deferred", "dead"]);
    await makeDue();
    expect(await claim(sql)).toEqual([]);
  });

  it("is settled twice without harm, one after the other or at once", async () => {
    const letter = await one("e1");
    await claim(sql);
    const met = await interleave(
      sql,
      (first) => settle(first, letter, { changes: sale }),
      (second) => settle(second, letter, { problem }),
    );
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({ status: "fulfilled", value: { status: "resolved" } });
    const applied = await businessState(sql);
    expect(await settle(sql, letter, { changes: sale })).toMatchObject({ status: "resolved" });
    expect(await businessState(sql)).toEqual(applied);
    expect(await stages()).toEqual(["deferred", "processed"]);
  });

  it("that doesn't exist any more is none to worry about", async () => {
    expect(await settle(sql, 0, { changes: sale })).toMatchObject({ status: "resolved" });
    expect(await sql`select from public.transactions`).toHaveLength(0);
  });

  // The door holds the receipts of its batch before it applies any of them, and so must whoever settles one.
  it("doesn't wait in a circle with a delivery that repeats its event and touches the same rows", async () => {
    const letter = await one("e1");
    await claim(sql);
    const met = await interleave(
      sql,
      (delivery) => callDoor(delivery, [{ id: "e1", problem }]),
      (retry) => settle(retry, letter, { changes: sale }),
      (delivery) => callDoor(delivery, [{ id: "e2", changes: sale }]),
    );
    expect(met).toMatchObject({
      waited: true,
      second: { status: "fulfilled", value: { status: "resolved" } },
    });
  });
});

describe("two runs at once", () => {
  it("share the work: every letter is tried by one of them", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
    await deferred(...ids);
    const tried: string[] = [];
    const run = async () => {
      for (let batch = await claim(sql, 5); batch.length > 0; batch = await claim(sql, 5)) {
        for (const { letter, event_id } of batch) {
          tried.push(event_id);
          const tag: Change = { kind: "tag", at, name: event_id, applied: true };
          await settle(sql, letter, { changes: [{ kind: "contact", at, email: "jane@example.com" }, tag] });
        }
      }
    };
    await Promise.all([run(), run()]);
    expect(tried.sort()).toEqual([...ids].sort());
    expect(new Set(await receiptStatuses())).toEqual(new Set(["processed"]));
    expect(await sql`select from public.contact_tags`).toHaveLength(40);
  });
});
