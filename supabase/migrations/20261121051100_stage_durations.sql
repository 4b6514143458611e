-- How long the steps of each stage took, or leads had waited for them. The percentiles are upper bounds, at most half a power of two off.
create view public.v_stage_durations with (security_invoker = true) as
select s.broker_id, b.slug as broker, s.campaign_id, s.stage, s.steps,
  round(s.milliseconds / s.steps)::bigint as mean_milliseconds,
  case when s.p50 = 0 then 0 else ceil(power(2, s.p50 / 2.0)) end::bigint as p50_milliseconds,
  case when s.p95 = 0 then 0 else ceil(power(2, s.p95 / 2.0)) end::bigint as p95_milliseconds
from (
  select r.broker_id, r.campaign_id, r.stage, sum(r.steps) as steps, sum(r.milliseconds) as milliseconds,
    min(r.bucket) filter (where r.running >= r.total * 0.5) as p50,
    min(r.bucket) filter (where r.running >= r.total * 0.95) as p95
  from (
    select g.broker_id, g.campaign_id, g.stage, g.bucket, g.steps, g.milliseconds,
      sum(g.steps) over (partition by g.broker_id, g.campaign_id, g.stage order by g.bucket) as running,
      sum(g.steps) over (partition by g.broker_id, g.campaign_id, g.stage) as total
    from (
      select d.broker_id, d.campaign_id, d.stage, d.bucket, sum(d.steps) as steps, sum(d.milliseconds) as milliseconds
      from public.pipeline_durations d
      group by d.broker_id, d.campaign_id, d.stage, d.bucket
    ) as g
  ) as r
  group by r.broker_id, r.campaign_id, r.stage
) as s
join public.brokers b on b.id = s.broker_id;
comment on view public.v_stage_durations
  is 'How long the steps of each stage took, or leads had waited for them; the percentiles are upper bounds, at most half a power of two off.';

-- What went wrong by day: rows refused, uploads given up, conflicts, leads the campaign tool didn't take, bounces; and for staff, with no
-- broker, events that could not be applied, by the day of UTC.
create view public.v_errors_trend with (security_invoker = true) as
select e.broker_id, b.slug as broker, e.day, e.kind, e.errors
from (
  select d.broker_id, d.day, d.stage as kind, sum(d.steps)::bigint as errors
  from public.pipeline_days d
  where d.stage in ('feed_failed', 'conflict', 'bounced')
  group by d.broker_id, d.day, d.stage
  union all
  select u.broker_id, (u.received_at at time zone z.time_zone)::date, 'row_refused', sum(u.rows_refused)::bigint
  from public.lead_uploads u
  join public.brokers z on z.id = u.broker_id
  where u.rows_refused > 0
  group by 1, 2
  union all
  select u.broker_id, (u.received_at at time zone z.time_zone)::date, 'upload_failed', count(*)
  from public.lead_uploads u
  join public.brokers z on z.id = u.broker_id
  where u.status = 'failed'
  group by 1, 2
  union all
  select null, (q.first_failed_at at time zone 'UTC')::date, 'dead_letter', count(*)
  from intake.pipeline_dlq q
  group by 2
) as e
left join public.brokers b on b.id = e.broker_id;
comment on view public.v_errors_trend is 'What went wrong by broker, day and kind.';

revoke all on public.v_stage_durations, public.v_errors_trend from public, anon, authenticated, service_role;
grant select on public.v_stage_durations, public.v_errors_trend to authenticated;
