-- Notes one step of several leads, or of an upload itself, in the audit trail and in its sums.
--
-- milliseconds, where given, has one entry per lead. Without a lead there is a line only for the stages that an upload itself goes
-- through: who merged no lead, and says so, has merged none.
create function intake.record_lead_steps(
  stage text, broker_id bigint, lead_ids bigint[], upload_id uuid default null, campaign_id bigint default null,
  milliseconds integer[] default null
)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  slots constant integer := 16;
  own_slot integer := 0;
  today date;
begin
  if coalesce(cardinality(lead_ids), 0) = 0 then
    if stage not in ('received', 'staged', 'promoted') then
      return;
    end if;
    lead_ids := array[null::bigint];
  end if;

  -- Nobody waits here: whoever finds all slots taken has one of their own.
  while own_slot < slots and not pg_try_advisory_xact_lock(hashtext('pipeline_days'), own_slot) loop
    own_slot := own_slot + 1;
  end loop;
  if own_slot = slots then
    own_slot := slots + pg_backend_pid();
  end if;

  select (now() at time zone b.time_zone)::date into today from public.brokers b where b.id = record_lead_steps.broker_id;

  with noted as (
    insert into public.pipeline_events as e (stage, broker_id, contact_id, lead_id, upload_id, campaign_id, milliseconds)
    select record_lead_steps.stage, record_lead_steps.broker_id, l.contact_id, made.lead_id,
      coalesce(record_lead_steps.upload_id, l.upload_id), coalesce(record_lead_steps.campaign_id, l.campaign_id), made.milliseconds
    from unnest(lead_ids, record_lead_steps.milliseconds) as made (lead_id, milliseconds)
    left join public.leads l on l.id = made.lead_id
    returning e.upload_id, e.campaign_id, e.milliseconds
  ),
  daily as (
    insert into public.pipeline_days as d (broker_id, campaign_id, day, stage, slot, steps)
    select record_lead_steps.broker_id, n.campaign_id, today, record_lead_steps.stage, own_slot, count(*)
    from noted n
    group by n.campaign_id
    on conflict on constraint pipeline_days_once do update set steps = d.steps + excluded.steps
  ),
  measured as (
    insert into public.pipeline_durations as d (broker_id, campaign_id, stage, bucket, slot, steps, milliseconds)
    select record_lead_steps.broker_id, n.campaign_id, record_lead_steps.stage, b.bucket, own_slot, count(*), sum(n.milliseconds)
    from noted n
    cross join lateral (
      select case when n.milliseconds > 0 then floor(2 * log(2, n.milliseconds))::integer + 1 else 0 end as bucket
    ) as b
    where n.milliseconds is not null
    group by n.campaign_id, b.bucket
    on conflict on constraint pipeline_durations_once do update
      set steps = d.steps + excluded.steps, milliseconds = d.milliseconds + excluded.milliseconds
  )
  insert into public.upload_steps as u (upload_id, broker_id, stage, slot, steps)
  select n.upload_id, record_lead_steps.broker_id, record_lead_steps.stage, own_slot, count(*)
  from noted n
  where n.upload_id is not null
  group by n.upload_id
  on conflict on constraint upload_steps_pkey do update set steps = u.steps + excluded.steps;
end
$$;
revoke all on function intake.record_lead_steps(text, bigint, bigint[], uuid, bigint, integer[])
  from public, anon, authenticated, service_role;
comment on function intake.record_lead_steps(text, bigint, bigint[], uuid, bigint, integer[])
  is 'Notes one step of several leads, or of an upload itself, in the audit trail and in its sums.';
