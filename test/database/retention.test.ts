import { beforeEach, describe, expect, it } from "vitest";
import { emptyBusiness } from "../support/business-state.ts";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { deliver, statuses } from "../support/door.ts";
import { sequentialScans } from "../support/sequential-scans.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`update ops.retention set progress = 0 where true`;
});

/** Delivers events, each as old as it says, in days. */
async function received(ages: Readonly<Record<string, number>>): Promise<void> {
  for (const [id, days] of Object.entries(ages)) {
    await deliver(sql, [{ id, payload: { id } }]);
    await sql`
      update intake.webhook_events set received_at = now() - make_interval(days => ${days}) where event_id = ${id}`;
  }
}

const receipts = async (what = sql`true`) =>
  (await sql`select event_id from intake.webhook_events where ${what} order by id`).map(
    ({ event_id }): unknown => event_id,
  );
const withPayload = () => receipts(sql`payload is not null`);
const dropPayloads = (batch = 100) => rpc("drop_old_payloads", { batch });
const deleteReceipts = (args: object = {}) => rpc("cleanup_old_receipts", { batch: 100, ...args });

describe("what a duplicate is recognised by", () => {
  it.each([14, 89, 91, 399])("is there after %i days, whatever was cleaned up", async (days) => {
    await received({ evt_1: days });
    await dropPayloads();
    await deleteReceipts();
    await deleteReceipts({ keep_days: 400 });
    expect(statuses(await deliver(sql, [{ id: "evt_1" }]))).toEqual(["duplicate"]);
  });

  it("is gone when the horizon is over", async () => {
    await received({ evt_1: 401, evt_2: 399 });
    expect(await deleteReceipts()).toBe(1);
    expect(await receipts()).toEqual(["evt_2"]);
  });

  it("can't be given up sooner than the floor: not by a call, not by the settings", async () => {
    await received({ evt_1: 100, evt_2: 50 });
    for (const keep_days of [89, 14, 0, -1]) {
      expect(await sqlstate(deleteReceipts({ keep_days }))).toBe("22023");
    }
    expect(await sqlstate(sql`update ops.retention set days = 89 where what = 'receipts'`)).toBe("23514");
    expect(await receipts()).toEqual(["evt_1", "evt_2"]);
    expect(await deleteReceipts({ keep_days: 90 })).toBe(1);
    expect(await receipts()).toEqual(["evt_2"]);
  });

  it("goes in batches, its dead letter with it", async () => {
    await deliver(sql, [{ id: "evt_0", problem: { code: "missing-field", field: "id" } }]);
    await received({ evt_1: 401, evt_2: 500, evt_3: 401, evt_4: 10 });
    await sql`update intake.webhook_events set received_at = now() - interval '401 days' where event_id = 'evt_0'`;
    expect([
      await deleteReceipts({ batch: 3 }),
      await deleteReceipts({ batch: 3 }),
      await deleteReceipts({ batch: 3 }),
    ]).toEqual([3, 1, 0]);
    expect(await receipts()).toEqual(["evt_4"]);
    expect(await sql`select from intake.pipeline_dlq`).toHaveLength(0);
  });

  it("is deleted by one of two at once, and the other waits and finds nothing", async () => {
    await received({ evt_1: 401, evt_2: 401 });
    const remove = (connection: typeof sql | Parameters<Parameters<typeof interleave>[1]>[0]) =>
      connection`select public.cleanup_old_receipts(100) as removed`;
    const met = await interleave(sql, remove, remove);
    expect(met).toMatchObject({
      first: [{ removed: 2 }],
      second: { status: "fulfilled", value: [{ removed: 0 }] },
    });
  });
});

describe("payloads", () => {
  it("are dropped when they are old enough, and nothing else of their receipts", async () => {
    await received({ evt_1: 91, evt_2: 89 });
    const [before] =
      await sql`select changes, status, event_type from intake.webhook_events where event_id = 'evt_1'`;
    expect(await dropPayloads()).toBe(1);
    expect(await withPayload()).toEqual(["evt_2"]);
    expect(
      await sql`select changes, status, event_type from intake.webhook_events where event_id = 'evt_1'`,
    ).toEqual([before]);
  });

  it("are dropped in batches, each receipt once, and none is passed over that came out of order", async () => {
    await received({ evt_1: 95, evt_2: 94, evt_3: 80, evt_4: 93, evt_5: 70 });
    expect([await dropPayloads(2), await dropPayloads(2), await dropPayloads(2)]).toEqual([2, 0, 0]);
    expect(await withPayload()).toEqual(["evt_3", "evt_4", "evt_5"]);
    await sql`update intake.webhook_events set received_at = received_at - interval '11 days' where true`;
    expect([await dropPayloads(2), await dropPayloads(2)]).toEqual([2, 0]);
    expect(await withPayload()).toEqual(["evt_5"]);
  });

  it("stay with what could not be applied yet", async () => {
    await deliver(sql, [
      { id: "evt_1", payload: { id: 1 }, problem: { code: "missing-field", field: "id" } },
    ]);
    await sql`update intake.webhook_events set received_at = now() - interval '100 days' where true`;
    expect(await dropPayloads()).toBe(1);
    expect(await withPayload()).toEqual(["evt_1"]);
  });

  it("are found without reading all receipts", async () => {
    await sql`
      insert into intake.webhook_events (provider, event_id, event_type, status, request_id, payload, received_at)
      select 'stripe', 'bulk_' || n, 't', 'processed', gen_random_uuid(), '{}', now() - interval '450 days' + n * interval '30 minutes'
      from generate_series(1, 20000) as n`;
    await sql`analyze intake.webhook_events`;
    const scanned = await sql.begin(async (transaction) =>
      sequentialScans(transaction, async () => {
        await transaction`select public.drop_old_payloads(100)`;
        await transaction`select public.cleanup_old_receipts(100)`;
      }),
    );
    expect(scanned).toEqual([]);
  });
});
