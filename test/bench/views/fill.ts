import type postgres from "postgres";

const brokers = 20;
const campaignsOfEach = 3;
const uploadsOfEach = 10;
const days = 180;

/**
 * Puts so many steps of so many leads into a database, half a year's of twenty brokers, and the sums that go with them, which are
 * made from the steps themselves.
 */
export async function fillWithSteps(sql: postgres.Sql, steps: number, leads: number): Promise<void> {
  await sql`
    insert into public.brokers (slug, name) select 'broker-' || n, 'Broker ' || n from generate_series(1, ${brokers}::int) as n`;
  await sql`
    insert into public.campaigns (broker_id, name, destination, external_id)
    select b.id, 'campaign ' || n, 'instantly', b.slug || '-' || n
    from public.brokers b, generate_series(1, ${campaignsOfEach}::int) as n`;
  await sql`
    insert into public.lead_uploads (broker_id, format, status, received_at, promoted_at, rows_read, rows_refused, leads_new)
    select b.id, 'csv', 'promoted', at, at + interval '20 seconds', 10000, 100, 9900
    from public.brokers b, generate_series(1, ${uploadsOfEach}::int) as n,
      lateral (select now() - n * interval '18 days' as at) as received`;
  await sql`
    with numbered as (
      select id, broker_id, row_number() over (order by broker_id, id) as nth from public.lead_uploads
    )
    insert into public.leads (
      broker_id, upload_id, email, email_hash, score, campaign_status, email_verified, phone_verified, consent, consent_at
    )
    select u.broker_id, u.id, 'person-' || n || '@example.com', encode(sha256(n::text::bytea), 'hex'), hashint8(n) & 63,
      (enum_range(null::public.campaign_status))[1 + (hashint8(n + 1) & 7)],
      hashint8(n + 2) % 2 = 0, hashint8(n + 3) % 3 = 0, hashint8(n + 4) % 2 = 0, now()
    from generate_series(1, ${leads}::int) as n
    join numbered u on u.nth = 1 + n % ${brokers * uploadsOfEach}`;
  // An index that is made at once is made several times faster.
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename = 'pipeline_events' and indexname <> 'pipeline_events_pkey'`;
  for (const { name } of indexes) await sql`drop index ${sql(`public.${name}`)}`;
  await sql`set maintenance_work_mem = '1GB'`;
  await sql`
    with campaign as (select id, broker_id, row_number() over (partition by broker_id order by id) as nth from public.campaigns)
    insert into public.pipeline_events (at, stage, broker_id, lead_id, upload_id, campaign_id, milliseconds)
    select now() - random() * ${days} * interval '1 day', s.stage, l.broker_id, l.id, l.upload_id, c.id,
      case when n % 2 = 0 then (random() ^ 4 * 100000000)::integer end
    from generate_series(1, ${steps}::int) as n
    join public.leads l on l.id = 1 + n % ${leads}
    join (values
      (0, 'upserted'), (1, 'verified'), (2, 'consented'), (3, 'queued'), (4, 'fed'), (5, 'called'), (6, 'replied'), (7, 'booked'),
      (8, 'bounced'), (9, 'feed_failed')
    ) as s (nth, stage) on s.nth = (n / ${leads}) % 10
    left join campaign c on c.broker_id = l.broker_id and c.nth = 1 + l.id % ${campaignsOfEach} and s.nth > 2`;
  for (const { definition } of indexes) await sql.unsafe(definition);
  // In slots as when up to four add at the same time.
  await sql`
    insert into public.pipeline_days (broker_id, campaign_id, day, stage, slot, steps)
    select e.broker_id, e.campaign_id, e.at::date, e.stage, e.id % 4, count(*)
    from public.pipeline_events e
    group by 1, 2, 3, 4, 5`;
  await sql`
    insert into public.pipeline_durations (broker_id, campaign_id, stage, bucket, slot, steps, milliseconds)
    select e.broker_id, e.campaign_id, e.stage,
      case when e.milliseconds > 0 then floor(2 * log(2, e.milliseconds))::integer + 1 else 0 end,
      e.id % 4, count(*), sum(e.milliseconds)
    from public.pipeline_events e
    where e.milliseconds is not null
    group by 1, 2, 3, 4, 5`;
  await sql`
    insert into public.upload_steps (upload_id, broker_id, stage, slot, steps)
    select e.upload_id, e.broker_id, e.stage, e.id % 4, count(*) from public.pipeline_events e group by 1, 2, 3, 4`;
  await sql`
    insert into public.members (user_id, role, broker_id)
    select '00000000-0000-4000-8000-000000000001'::uuid, 'broker', min(id) from public.brokers
    union all select '00000000-0000-4000-8000-000000000002', 'staff', null`;
  await sql`vacuum (analyze) public.leads, public.pipeline_days, public.pipeline_durations, public.upload_steps, public.lead_uploads`;
  await sql`vacuum (analyze) public.pipeline_events`;
}
