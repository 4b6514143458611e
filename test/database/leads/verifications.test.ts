import { expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";
import { leadsOf, makeBroker, uploadLeads } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const record = (...results: readonly object[]) =>
  rpc("record_lead_verifications", { provider: "melissa", results });

async function oneLead() {
  const broker = await makeBroker(sql);
  const lead = {
    mak: "1000000001",
    apn: "7",
    apn_county: "CA/ORANGE",
    email: `${broker}@example.com`,
    phone: "+13105550123",
  };
  await uploadLeads(sql, broker, [lead]);
  const [row] = await leadsOf(sql, broker);
  return { broker, ...lead, id: Number(row?.id) };
}

it("finds a lead by its id, its address or its keys", async () => {
  const lead = await oneLead();
  const ways = [
    { lead: lead.id },
    { email: lead.email.toUpperCase() },
    { broker: lead.broker, email: lead.email },
    { broker: lead.broker, mak: lead.mak },
    { broker: lead.broker, apn: lead.apn, apn_county: lead.apn_county },
  ];
  for (const [index, way] of ways.entries()) {
    const code = index % 2 === 0 ? "ES01" : "EE04";
    expect(await record({ ...way, codes: [code] })).toEqual({ leads: 1, changed: 1 });
    expect(await leadsOf(sql, lead.broker)).toMatchObject([{ email_verified: code === "ES01" }]);
  }
});

it("finds no lead of another broker, and none that isn't there", async () => {
  const lead = await oneLead();
  const other = await makeBroker(sql);
  const nobody = { leads: 0, changed: 0 };
  expect(await record({ broker: other, mak: lead.mak, codes: ["ES01"] })).toEqual(nobody);
  expect(await record({ broker: other, email: lead.email, codes: ["ES01"] })).toEqual(nobody);
  expect(await record({ broker: "nobody", email: lead.email, codes: ["ES01"] })).toEqual(nobody);
  expect(await record({ lead: 0, codes: ["ES01"] }, {})).toEqual(nobody);
});

it("keeps codes and payload, and changes nothing when told again", async () => {
  const lead = await oneLead();
  const result = { lead: lead.id, codes: ["PS01", "ES01", "AS01"], payload: { RecordID: "1" } };
  expect(await record(result)).toEqual({ leads: 1, changed: 1 });
  expect(await leadsOf(sql, lead.broker)).toMatchObject([
    {
      email_verified: true,
      phone_verified: true,
      email_verification_codes: ["ES01"],
      phone_verification_codes: ["PS01"],
      melissa_payload: { RecordID: "1" },
    },
  ]);
  expect(await record(result)).toEqual({ leads: 1, changed: 0 });
  const steps =
    await sql`select from public.pipeline_events where lead_id = ${lead.id} and stage = 'verified'`;
  expect(steps).toHaveLength(1);
});

it("takes the last of several results on one lead, and un-verifies by a verdict only", async () => {
  const lead = await oneLead();
  await record({ lead: lead.id, codes: ["EE04"] }, { lead: lead.id, codes: ["ES01"] });
  expect(await leadsOf(sql, lead.broker)).toMatchObject([{ email_verified: true }]);
  await record({ lead: lead.id, codes: ["ES03", "XX99"] }, { lead: lead.id, codes: [] });
  expect(await leadsOf(sql, lead.broker)).toMatchObject([{ email_verified: true }]);
  await record({ lead: lead.id, codes: ["EE04", "ES01"] });
  expect(await leadsOf(sql, lead.broker)).toMatchObject([{ email_verified: false }]);
});

it("leaves erased leads alone", async () => {
  const lead = await oneLead();
  await rpc("erase_person", { email: lead.email });
  expect(await record({ lead: lead.id, codes: ["ES01"], payload: { Name: "Jane" } })).toEqual({
    leads: 0,
    changed: 0,
  });
});
