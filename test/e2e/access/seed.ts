import type postgres from "postgres";
import { addBroker, addCampaign, addLead } from "../../support/lead-rows.ts";

/** A broker with a member and a row in everything that a broker has rows in. */
export type SeededBroker = { readonly broker: string; readonly campaign: string; readonly member: string };

/** Makes one. */
export async function seedBroker(sql: postgres.Sql): Promise<SeededBroker> {
  const broker = await addBroker(sql);
  const [member, upload] = [crypto.randomUUID(), crypto.randomUUID()];
  await sql`insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${broker})`;
  const campaign = await addCampaign(sql, broker, `campaign-of-${broker}`);
  await sql`
    insert into public.lead_uploads (id, broker_id, format, rows_read, rows_refused) values (${upload}, ${broker}, 'csv', 2, 1)`;
  const lead = await addLead(sql, broker, {
    upload_id: upload,
    campaign_id: campaign,
    campaign_status: "active",
  });
  await sql`select intake.record_lead_steps('feed_failed', ${broker}, array[${lead}::bigint], milliseconds => array[5])`;
  await sql`insert into public.holidays (broker_id, day) values (${broker}, '2026-12-25')`;
  await sql`insert into public.consent_texts (broker_id, version, body) values (${broker}, 'own', 'We may call you.')`;
  await sql`
    insert into public.lead_conflicts (broker_id, reason, lead_ids, stated)
    values (${broker}, 'several-leads', array[${lead}::bigint], '{}')`;
  const resolved = await addConflict(sql, broker);
  await sql`
    insert into public.lead_resolutions (conflict_id, broker_id, lead_id) values (${resolved.conflict}, ${broker}, ${resolved.lead})`;
  await sql`
    insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
    values (${upload}, ${broker}, 2, 'invalid-email', 'refused')`;
  await sql`insert into intake.campaign_days (campaign_id, day, daily_limit) values (${campaign}, '2026-11-20', 250)`;
  await sql`
    insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, status, queued_at, next_attempt_at, dead_at)
    values (${campaign}, ${broker}, ${lead}, 'dead', now(), now(), now())`;
  return { broker, campaign, member };
}

/** Makes a lead of a broker's, and a conflict that may be resolved by it. */
export async function addConflict(
  sql: postgres.Sql,
  broker: string,
): Promise<{ readonly conflict: string; readonly lead: string }> {
  const mak = String(Math.floor(1e15 * (1 + Math.random())));
  const lead = await addLead(sql, broker, { mak });
  const [conflict] = await sql<{ id: string }[]>`
    insert into public.lead_conflicts (broker_id, reason, lead_ids, mak, stated)
    values (${broker}, 'other-property', array[${lead}::bigint], ${mak}, jsonb_build_object('mak', ${mak}::text)) returning id`;
  if (!conflict) throw new Error("no conflict was made");
  return { conflict: conflict.id, lead };
}

/** Makes a row in everything that belongs to no broker. */
export async function seedBusiness(sql: postgres.Sql): Promise<void> {
  const [at, external_id] = ["2026-11-20T08:00:00Z", crypto.randomUUID()];
  const changes = [
    { kind: "contact", at, email: `${external_id}@example.com` },
    { kind: "product", at, external_id, name: "Product" },
    {
      kind: "transaction",
      at,
      external_id,
      amount: 1,
      currency: "USD",
      payment_status: "succeeded",
      confirmed: true,
    },
    { kind: "subscription", at, external_id, status: "active" },
    { kind: "registration", at, external_id, registration_kind: "form" },
    { kind: "engagement", at, external_id, engagement_kind: "message" },
    { kind: "tag", at, name: external_id, applied: true },
  ];
  const events = [
    { id: external_id, type: "test", payload: {}, changes, problem: null },
    {
      id: `${external_id}-2`,
      type: "test",
      payload: {},
      changes: [],
      problem: { code: "missing-field", field: "x" },
    },
  ];
  await sql`
    select public.process_webhook_atomically(
      'stripe', 'access', gen_random_uuid(), ${JSON.stringify(events)}::text::jsonb, '{"spend_token": true, "share": 1}'
    )`;
  await sql`insert into public.holidays (day, name) values ('2026-12-25', 'Christmas') on conflict do nothing`;
  await sql`select public.record_refusals('access', '{"mismatch": 100}')`;
  await sql`
    insert into ops.health_alerts (origin, kind, subject, severity, resolved_at) values ('health', 'test', 'access', 'info', now())`;
  await sql`
    insert into ops.health_check_log (hour, checked_at, status, problems, open_alerts)
    values ('2026-11-20 08:00Z', now(), 'ok', '[]', 0) on conflict do nothing`;
  await sql`
    insert into ops.job_runs (job, slot, due_at) select name, 'access', now() + interval '1 year' from ops.scheduled_jobs limit 1`;
}
