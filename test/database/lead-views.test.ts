import { expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { asPerson } from "../support/database-roles.ts";
import { deliver } from "../support/door.ts";
import { addBroker, addCampaign, addLead } from "../support/lead-rows.ts";

const { sql } = await testDatabase();

const [acme, rival] = [await addBroker(sql, "acme"), await addBroker(sql, "rival")];
const [member, staff] = [crypto.randomUUID(), crypto.randomUUID()];
await sql`
  insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${acme}), (${staff}, 'staff', null)`;

const campaign = await addCampaign(sql, acme, "acme-campaign");
const upload = crypto.randomUUID();
await sql`
  insert into public.lead_uploads (
    id, broker_id, format, file_name, status, received_at, promoted_at, rows_read, rows_refused, leads_new
  ) values (
    ${upload}, ${acme}, 'csv', 'list.csv', 'promoted', '2026-11-20 08:00Z', '2026-11-20 08:00:02.5Z', 4, 1, 3
  )`;
const jane = await addLead(sql, acme, {
  upload_id: upload,
  campaign_id: campaign,
  campaign_status: "active",
  email: "jane@example.com",
  score: 100,
  email_verified: true,
  consent: true,
  consent_at: "2026-11-20T08:00:00Z",
});
const zoe = await addLead(sql, acme, {
  upload_id: upload,
  campaign_id: campaign,
  campaign_status: "active",
  score: 95,
});
const ada = await addLead(sql, acme, { upload_id: upload, score: 9, phone_verified: true });
await addLead(sql, acme, { erased_at: "2026-11-20T08:00:00Z" });
await addLead(sql, rival, { email: "jane@example.com" });

const note = async (stage: string, leads: readonly string[], milliseconds: readonly number[] | null = null) =>
  await sql`
    select intake.record_lead_steps(
      ${stage}, ${acme}, ${leads.map(Number)}::bigint[], milliseconds => ${milliseconds ? [...milliseconds] : null}::integer[]
    )`;
await note("verified", [jane, ada]);
await note("fed", [jane, zoe], [1000, 100_000]);
await note("feed_failed", [ada]);
const at = "2026-11-21T08:00:00Z";
const occurred = { at, occurred_at: at };
await deliver(sql, [
  {
    id: "reply",
    changes: [
      { kind: "contact", at, email: "jane@example.com" },
      {
        kind: "engagement",
        external_id: "1",
        engagement_kind: "reply",
        campaign: "acme-campaign",
        ...occurred,
      },
      {
        kind: "engagement",
        external_id: "2",
        engagement_kind: "interest",
        status: "meeting-booked",
        ...occurred,
      },
    ],
  },
  { id: "unreadable", problem: { code: "missing-field", field: "x" } },
]);

const seenBy = async (person: string, view: string, columns: string) =>
  await asPerson(sql, person, (transaction) =>
    transaction.unsafe(`select broker, ${columns} from public.${view} order by broker nulls first, 2`),
  );

it("an upload's funnel has its rows, and the steps of its leads", async () => {
  const columns =
    "rows_read, rows_refused, leads_new, milliseconds, verified, fed, replied, booked, consented";
  expect(await seenBy(member, "v_upload_funnel", columns)).toEqual([
    {
      broker: "acme",
      rows_read: 4,
      rows_refused: 1,
      leads_new: 3,
      milliseconds: "2500",
      verified: "2",
      fed: "2",
      replied: "1",
      booked: "1",
      consented: "0",
    },
  ]);
});

it("a campaign's funnel has what became of its leads", async () => {
  const columns = "campaign, fed, feed_failed, replied, booked, reply_rate, booking_rate";
  expect(await seenBy(member, "v_campaign_funnel", columns)).toEqual([
    {
      broker: "acme",
      campaign: "acme-campaign",
      fed: "2",
      feed_failed: "0",
      replied: "1",
      booked: "1",
      reply_rate: "0.5000",
      booking_rate: "0.5000",
    },
  ]);
});

it("rates and scores count the leads that there are", async () => {
  expect(
    await seenBy(
      staff,
      "v_verification_rates",
      "leads, email_verified, phone_verified, consented, email_rate",
    ),
  ).toEqual([
    {
      broker: "acme",
      leads: "3",
      email_verified: "1",
      phone_verified: "1",
      consented: "1",
      email_rate: "0.3333",
    },
    {
      broker: "rival",
      leads: "1",
      email_verified: "0",
      phone_verified: "0",
      consented: "0",
      email_rate: "0.0000",
    },
  ]);
  expect(
    await seenBy(member, "v_lead_scores", "score_from, score_to, leads, contacted, replied, booked"),
  ).toEqual([
    { broker: "acme", score_from: 0, score_to: 9, leads: "1", contacted: "0", replied: "0", booked: "0" },
    { broker: "acme", score_from: 90, score_to: 100, leads: "2", contacted: "2", replied: "1", booked: "1" },
  ]);
});

it("durations are means and percentiles of what was measured", async () => {
  const fed = (
    await seenBy(
      member,
      "v_stage_durations",
      "stage, steps, mean_milliseconds, p50_milliseconds, p95_milliseconds",
    )
  ).filter(({ stage }) => stage === "fed");
  expect(fed).toEqual([
    // 1,000 ms lie below 2^10, 100,000 ms below 2^17.
    {
      broker: "acme",
      stage: "fed",
      steps: "2",
      mean_milliseconds: "50500",
      p50_milliseconds: "1024",
      p95_milliseconds: "131072",
    },
  ]);
});

it("what went wrong is the broker's to see, and dead letters are staff's", async () => {
  const own = [
    { broker: "acme", kind: "feed_failed", errors: "1" },
    { broker: "acme", kind: "row_refused", errors: "1" },
  ];
  expect(await seenBy(member, "v_errors_trend", "kind, errors")).toEqual(own);
  expect(await seenBy(staff, "v_errors_trend", "kind, errors")).toEqual([
    { broker: null, kind: "dead_letter", errors: "1" },
    ...own,
  ]);
});
