import { describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import { leadsOf, makeBroker, uploadLeads } from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = (number: number) => ({ street: `${number} MAIN ST`, postal_code: "90210" });
const conflictsOf = async (broker: string) =>
  await sql`
    select c.* from public.lead_conflicts c join public.brokers b on b.id = c.broker_id where b.slug = ${broker} order by c.id`;

async function twoLeads() {
  const broker = await makeBroker(sql);
  await uploadLeads(sql, broker, [
    { mak: "1000000001", ...home(1) },
    { mak: "1000000002", ...home(2) },
  ]);
  return { broker, before: await leadsOf(sql, broker) };
}

describe("a row whose keys point at two leads", () => {
  it("is kept for review, counted as a conflict, and touches neither lead", async () => {
    const { broker, before } = await twoLeads();
    const row = { mak: "1000000001", ...home(2), email: "jane@example.com" };
    const promoted = await uploadLeads(sql, broker, [row, home(3)]);
    expect(promoted.counts).toMatchObject({
      rows_read: 2,
      leads_new: 1,
      leads_changed: 0,
      leads_unchanged: 0,
      conflicts: 1,
    });
    expect((await leadsOf(sql, broker)).slice(0, 2)).toEqual(before);
    const ids = before.map(({ id }): unknown => id);
    expect(await conflictsOf(broker)).toMatchObject([
      { reason: "several-leads", line: 2, lead_ids: ids, mak: "1000000001", stated: row, times_seen: 1 },
    ]);
    const steps =
      await sql`select lead_id from public.pipeline_events where stage = 'conflict' and lead_id = any (${ids as string[]})`;
    expect(steps).toHaveLength(2);
  });

  it("doesn't pile up when it comes again, in the same file or in the next", async () => {
    const { broker } = await twoLeads();
    const row = { mak: "1000000001", ...home(2) };
    expect((await uploadLeads(sql, broker, [row, row])).counts.conflicts).toBe(2);
    expect((await uploadLeads(sql, broker, [row])).counts.conflicts).toBe(1);
    expect(await conflictsOf(broker)).toMatchObject([{ times_seen: 3, line: 2 }]);
  });

  it("is told from one lead, too", async () => {
    const { broker } = await twoLeads();
    expect(await rpc("upsert_lead", { broker, lead: { mak: "1000000001", ...home(2) } })).toEqual({
      status: "conflict",
      lead: null,
      reason: null,
    });
    expect(await conflictsOf(broker)).toMatchObject([{ upload_id: null }]);
  });
});

describe("a row that shares a lesser key with a lead of another greater one", () => {
  it.each([
    ["another MAK at the same address", { mak: "1000000009", ...home(1) }],
    ["another parcel at the same address", { apn: "9", apn_county: "CA/ORANGE", ...home(1) }],
    ["another MAK on the same parcel", { mak: "1000000009", apn: "7", apn_county: "CA/ORANGE" }],
  ])("is a conflict: %s", async (_, row) => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ mak: "1000000001", apn: "7", apn_county: "CA/ORANGE", ...home(1) }]);
    const before = await leadsOf(sql, broker);
    expect((await uploadLeads(sql, broker, [row])).counts.conflicts).toBe(1);
    expect(await leadsOf(sql, broker)).toEqual(before);
    expect(await conflictsOf(broker)).toMatchObject([{ reason: "other-property" }]);
  });

  it("is none where the greater one is the same: the lesser one is replaced", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ mak: "1000000001", apn: "7", apn_county: "CA/ORANGE", ...home(1) }]);
    await uploadLeads(sql, broker, [{ mak: "1000000001", apn: "8", apn_county: "CA/ORANGE", ...home(2) }]);
    expect(await leadsOf(sql, broker)).toMatchObject([{ mak: "1000000001", apn: "8", street: "2 MAIN ST" }]);
    expect(await conflictsOf(broker)).toEqual([]);
  });

  it("is none where only the county of the parcel is learnt", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ apn: "7", ...home(1) }]);
    await uploadLeads(sql, broker, [{ apn: "7", apn_county: "CA/ORANGE", ...home(1) }]);
    await uploadLeads(sql, broker, [{ apn: "7", ...home(1) }]);
    expect(await leadsOf(sql, broker)).toMatchObject([{ apn: "7", apn_county: "CA/ORANGE" }]);
  });
});
