import { expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { interleave } from "../support/database-races.ts";
import { addBroker, addCampaign, addLead, stepsOf } from "../support/lead-rows.ts";

const { sql } = await testDatabase();

const days = async (broker: string) =>
  await sql`
    select stage, campaign_id as campaign, sum(steps)::integer as steps
    from public.pipeline_days where broker_id = ${broker} group by stage, campaign_id order by stage, campaign_id`;

async function twoLeads() {
  const broker = await addBroker(sql);
  const campaign = await addCampaign(sql, broker, `campaign-of-${broker}`);
  const upload = crypto.randomUUID();
  await sql`insert into public.lead_uploads (id, broker_id, format) values (${upload}, ${broker}, 'csv')`;
  const inCampaign = await addLead(sql, broker, { upload_id: upload, campaign_id: campaign });
  const outside = await addLead(sql, broker, { upload_id: upload });
  return { broker, campaign, upload, leads: [inCampaign, outside] as const };
}

it("a step of several leads is a line for each, and a sum by campaign and by upload", async () => {
  const { broker, campaign, upload, leads } = await twoLeads();
  const ids = leads.map(Number);
  await sql`select intake.record_lead_steps('queued', ${broker}, ${ids}::bigint[], milliseconds => array[1000, 0])`;
  await sql`select intake.record_lead_steps('queued', ${broker}, ${ids}::bigint[])`;
  expect(await stepsOf(sql, leads[0])).toEqual(["queued", "queued"]);
  expect(await days(broker)).toEqual([
    { stage: "queued", campaign, steps: 2 },
    { stage: "queued", campaign: null, steps: 2 },
  ]);
  // 2^(19/2) ms < 1 s <= 2^(20/2) ms.
  expect(
    await sql`
      select campaign_id as campaign, bucket, steps::integer, milliseconds::integer
      from public.pipeline_durations where broker_id = ${broker} order by bucket`,
  ).toEqual([
    { campaign: null, bucket: 0, steps: 1, milliseconds: 0 },
    { campaign, bucket: 20, steps: 1, milliseconds: 1000 },
  ]);
  expect(
    await sql`select stage, steps::integer from public.upload_steps where upload_id = ${upload}`,
  ).toEqual([{ stage: "queued", steps: 4 }]);
});

it("an upload has steps of its own, and who merged no lead has none", async () => {
  const { broker, upload } = await twoLeads();
  await sql`select intake.record_lead_steps('staged', ${broker}, null, ${upload}, milliseconds => array[250])`;
  await sql`select intake.record_lead_steps('merged', ${broker}, '{}', ${upload})`;
  expect(
    await sql`select stage, lead_id, milliseconds from public.pipeline_events where upload_id = ${upload}`,
  ).toEqual([{ stage: "staged", lead_id: null, milliseconds: 250 }]);
});

it("a day is one of the broker's zone", async () => {
  const broker = await addBroker(sql);
  // Of these two, the date differs all day long.
  await sql`update public.brokers set time_zone = 'Pacific/Kiritimati' where id = ${broker}`;
  await sql`select intake.record_lead_steps('staged', ${broker}, null)`;
  const [row] = await sql`
    select day = (now() at time zone 'Pacific/Kiritimati')::date as theirs, day = (now() at time zone 'Etc/GMT+12')::date as others
    from public.pipeline_days where broker_id = ${broker}`;
  expect(row).toEqual({ theirs: true, others: false });
});

it("nobody waits to add to the same sum, and nothing is lost", async () => {
  const { broker, leads } = await twoLeads();
  const ids = leads.map(Number);
  const step = (transaction: typeof sql | Parameters<Parameters<typeof interleave>[1]>[0]) =>
    transaction`select intake.record_lead_steps('fed', ${broker}, ${ids}::bigint[])`;
  const { second, waited } = await interleave(sql, step, step);
  expect(second.status).toBe("fulfilled");
  expect(waited).toBe(false);
  expect((await days(broker)).map(({ steps }) => Number(steps))).toEqual([2, 2]);
});

it("a broker whose steps are on record can't be deleted, also while nobody sees them yet", async () => {
  const broker = await addBroker(sql);
  const { second, waited } = await interleave(
    sql,
    (transaction) => transaction`select intake.record_lead_steps('staged', ${broker}, null)`,
    (transaction) => transaction`delete from public.brokers where id = ${broker}`,
  );
  expect(waited).toBe(true);
  expect(second).toMatchObject({ status: "rejected", reason: { code: "23503" } });
  const unused = await addBroker(sql);
  expect((await sql`delete from public.brokers where id = ${unused}`).count).toBe(1);
});
