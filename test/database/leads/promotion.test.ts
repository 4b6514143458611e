import { describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import {
  asRows,
  leadsOf,
  makeBroker,
  promoteUpload,
  stageUpload,
  uploadLeads,
} from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = (number: number) => ({
  street: `${number} MAIN ST`,
  city: "LOS ANGELES",
  state: "CA",
  postal_code: "90210",
});
const homes = (count: number) => Array.from({ length: count }, (_, index) => home(index + 1));
const counts = (stated: Readonly<Record<string, number>>) => ({
  counts: { rows_refused: 0, leads_new: 0, leads_changed: 0, leads_unchanged: 0, conflicts: 0, ...stated },
});
const stages = async (broker: string) =>
  (
    await sql`
      select e.stage, count(*)::integer as steps from public.pipeline_events e join public.brokers b on b.id = e.broker_id
      where b.slug = ${broker} group by e.stage order by e.stage`
  ).map(({ stage, steps }) => `${String(stage)} ${String(steps)}`);

describe("promoting an upload", () => {
  it("makes a lead of every row, with all that it states", async () => {
    const broker = await makeBroker(sql);
    const stated = {
      full_name: "Jane Doe",
      given_name: "Jane",
      family_name: "Doe",
      email: "Jane@example.com",
      phone: "+13105550123",
      phone_sent: "(310) 555-0123",
      street: "1 MAIN ST",
      unit: "APT 2",
      city: "LOS ANGELES",
      state: "CA",
      postal_code: "90210-1234",
      county: "LOS ANGELES",
      property_type: "single_family",
      bedrooms: "3",
      bathrooms: "2.5",
      living_area_sqft: 1800,
      year_built: 1962,
      estimated_value_amount: "95000000",
      estimated_value_currency: "USD",
      owner_occupied: true,
      tags: ["absentee", "high-equity"],
      mak: "1234567890",
      apn: "5532001012",
      apn_county: "CA/LOS ANGELES",
      consent: true,
      consent_source: "web",
      consent_text_version: "v1",
      score: 70,
    };
    const consent_at = "2026-05-01T10:00:00.000Z";
    await uploadLeads(sql, broker, [{ ...stated, consent_at }]);
    const [lead] = await leadsOf(sql, broker);
    expect(lead).toMatchObject({
      ...stated,
      consent_at: new Date(consent_at),
      campaign_status: "new",
      email_encrypted: null,
    });
    expect(lead?.email_hash).toBe(await rpc("hash_email", { email: "jane@EXAMPLE.com" }));
  });

  it("counts every row once and says when it is done", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(sql, broker, asRows(homes(5)));
    expect(await rpc("promote_staged_leads", { upload, batch: 2 })).toMatchObject({
      status: "staged",
      counts: { leads_new: 2 },
    });
    expect(await promoteUpload(sql, upload, 2)).toMatchObject({
      status: "promoted",
      ...counts({ rows_read: 5, leads_new: 5 }),
    });
    expect(await rpc("get_lead_upload", { upload })).toMatchObject({
      upload,
      broker,
      status: "promoted",
      promoted_at: expect.any(String) as string,
      counts: { rows_read: 5, leads_new: 5 },
    });
    expect(await sql`select from intake.leads_staging where upload_id = ${upload}`).toHaveLength(0);
    expect(await promoteUpload(sql, upload)).toMatchObject(counts({ leads_new: 5 }));
  });

  it("of no rows is done at once", async () => {
    const broker = await makeBroker(sql);
    expect(await uploadLeads(sql, broker, [])).toMatchObject({
      status: "promoted",
      counts: { rows_read: 0 },
    });
  });

  it("follows the upload and each lead in the audit trail", async () => {
    const broker = await makeBroker(sql);
    const verified = {
      ...home(1),
      email: "jane@example.com",
      verification: { provider: "melissa", codes: ["ES01"] },
    };
    await uploadLeads(sql, broker, [verified, home(2), { ...home(2), score: 5 }]);
    expect(await stages(broker)).toEqual([
      "merged 1",
      "promoted 1",
      "received 1",
      "staged 1",
      "upserted 2",
      "verified 1",
    ]);
  });

  it("notes once of each lead that it has agreed, whichever row says so first", async () => {
    const broker = await makeBroker(sql);
    const agreed = { consent: true, consent_at: "2026-05-01T10:00:00Z" };
    const steps = async () => (await stages(broker)).filter((step) => step.startsWith("consented"));
    await uploadLeads(sql, broker, [{ ...home(1), ...agreed }, home(2), home(3)]);
    expect(await steps()).toEqual(["consented 1"]);
    await uploadLeads(sql, broker, [
      { ...home(1), ...agreed, consent_at: "2026-04-01T10:00:00Z" },
      { ...home(2), ...agreed },
      { ...home(3), consent: false },
    ]);
    expect(await steps()).toEqual(["consented 2"]);
    const [funnel] = await sql`
      select sum(f.consented)::integer as consented from public.v_upload_funnel f where f.broker = ${broker}`;
    expect(funnel).toEqual({ consented: 2 });
  });
});

describe("duplicates", () => {
  it("inside one file fold into one lead, however many", async () => {
    const broker = await makeBroker(sql);
    const file = Array.from({ length: 300 }, (_, index) => ({ ...home(index % 3), score: index % 100 }));
    const promoted = await uploadLeads(sql, broker, file);
    expect(promoted.counts.leads_new).toBe(3);
    expect(promoted.counts.leads_new + promoted.counts.leads_changed + promoted.counts.leads_unchanged).toBe(
      300,
    );
    expect((await leadsOf(sql, broker)).map(({ score }): unknown => score)).toEqual([99, 99, 99]);
  });

  it("by any of the keys are the same lead, which learns the keys it lacks", async () => {
    const broker = await makeBroker(sql);
    const apn = { apn: "5532001012", apn_county: "CA/LOS ANGELES" };
    await uploadLeads(sql, broker, [
      { mak: "1234567890", ...apn, full_name: "Jane Doe" },
      { ...apn, ...home(1) },
      { ...home(1), score: 40 },
    ]);
    expect(await leadsOf(sql, broker)).toMatchObject([
      { mak: "1234567890", ...apn, street: "1 MAIN ST", full_name: "Jane Doe", score: 40 },
    ]);
  });

  it("are none where only the number of the parcel is the same, and the county is another", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [
      { apn: "5532001012", apn_county: "CA/LOS ANGELES" },
      { apn: "5532001012", apn_county: "CA/ORANGE" },
    ]);
    expect(await leadsOf(sql, broker)).toHaveLength(2);
  });

  it("are none of another broker's", async () => {
    const [one, other] = [await makeBroker(sql), await makeBroker(sql)];
    await uploadLeads(sql, one, homes(2));
    expect(await uploadLeads(sql, other, homes(2))).toMatchObject(counts({ leads_new: 2 }));
    expect(await leadsOf(sql, one)).toHaveLength(2);
  });

  it("in a copy of the file add and change nothing", async () => {
    const broker = await makeBroker(sql);
    const file = homes(50).map((lead, index) => ({
      ...lead,
      email: `person${index}@example.com`,
      tags: ["b", "a", "b"],
      bedrooms: 3,
      verification: { provider: "melissa", codes: ["ES01", "PS01"], payload: { RecordID: index } },
    }));
    await uploadLeads(sql, broker, file);
    const before = await leadsOf(sql, broker);
    expect(await uploadLeads(sql, broker, file, 7)).toMatchObject(
      counts({ rows_read: 50, leads_unchanged: 50 }),
    );
    expect(await leadsOf(sql, broker)).toEqual(before);
  });
});

describe("one lead", () => {
  it("is added and completed as a row of an upload would be", async () => {
    const broker = await makeBroker(sql);
    const first = await rpc("upsert_lead", { broker, lead: home(1) });
    expect(first).toEqual({ status: "new", lead: expect.any(Number) as number, reason: null });
    const { lead } = first as { lead: number };
    expect(await rpc("upsert_lead", { broker, lead: home(1) })).toEqual({
      status: "unchanged",
      lead,
      reason: null,
    });
    const more = { ...home(1), email: "jane@example.com" };
    expect(await rpc("upsert_lead", { broker, lead: more })).toEqual({
      status: "changed",
      lead,
      reason: null,
    });
    expect(await uploadLeads(sql, broker, [more])).toMatchObject(counts({ leads_unchanged: 1 }));
    expect(await sql`select from intake.leads_staging`).toHaveLength(0);
  });

  it("is refused with the reason where it can't be one", async () => {
    const broker = await makeBroker(sql);
    const refusal = (reason: string) => ({ status: "refused", lead: null, reason });
    expect(await rpc("upsert_lead", { broker: "nobody", lead: home(1) })).toEqual(refusal("unknown-broker"));
    expect(await rpc("upsert_lead", { broker, lead: { email: "jane@example.com" } })).toEqual(
      refusal("no-key"),
    );
    expect(await rpc("upsert_lead", { broker, lead: { ...home(1), score: "high" } })).toEqual(
      refusal("not-storable"),
    );
    expect(await rpc("upsert_lead", { broker, lead: { ...home(1), score: 1000 } })).toEqual(
      refusal("not-storable"),
    );
    expect(await leadsOf(sql, broker)).toHaveLength(0);
  });

  it("is found by its keys, without reading the table", async () => {
    const broker = await makeBroker(sql);
    await rpc("upsert_lead", { broker, lead: { ...home(1), mak: "1234567890" } });
    const conflicting = { mak: "1234567890", postal_code: "90210", street: "1 MAIN ST" };
    expect(await rpc("upsert_lead", { broker, lead: conflicting })).toMatchObject({ status: "unchanged" });
  });
});
