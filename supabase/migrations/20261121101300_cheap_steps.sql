-- A list of a hundred thousand leads makes several hundred thousand steps, so a step costs as little as a line in a table can.
--
-- Its broker is no foreign key any more, which was half of what it cost: whoever notes steps holds the broker once for all of them
-- (intake.add_up_steps), and a broker of whom anything is on record can't be deleted. What became of an upload is read from
-- upload_steps, and its steps are found by their leads.
alter table public.pipeline_events
  drop constraint pipeline_events_broker_id_fkey,
  drop constraint pipeline_events_stage_is_slug,
  add constraint pipeline_events_stage_is_slug check (
    translate(stage, 'abcdefghijklmnopqrstuvwxyz_', '') = '' and left(stage, 1) <> '_' and length(stage) between 1 and 64
  );
comment on column public.pipeline_events.broker_id is 'Not a foreign key, which would be looked up for each step; a broker stays as long as its steps.';
drop index public.pipeline_events_upload;

-- A broker of whom anything is on record stays. Raises 23503.
create function intake.keep_broker_on_record()
returns trigger
language plpgsql
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  if exists (select from public.pipeline_events e where e.broker_id = old.id) then
    raise exception using errcode = '23503', table = 'pipeline_events', message = 'the broker is on record in the audit trail';
  end if;
  return old;
end
$$;
revoke all on function intake.keep_broker_on_record() from public, anon, authenticated, service_role;
comment on function intake.keep_broker_on_record() is 'A broker of whom anything is on record stays.';

create trigger keep_broker_on_record
  before delete on public.brokers
  for each row execute function intake.keep_broker_on_record();

create type intake.step_sum as (
  stage text, campaign_id bigint, upload_id uuid, bucket smallint, steps bigint, milliseconds bigint
);
comment on type intake.step_sum is 'How many steps there were of a stage, by campaign, upload and duration.';

-- Adds steps that have just been noted to the sums of the audit trail.
create function intake.add_up_steps(broker_id bigint, sums intake.step_sum[])
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
  -- Nobody waits here: whoever finds all slots taken has one of their own.
  while own_slot < slots and not pg_try_advisory_xact_lock(hashtext('pipeline_days'), own_slot) loop
    own_slot := own_slot + 1;
  end loop;
  if own_slot = slots then
    own_slot := slots + pg_backend_pid();
  end if;

  -- Held, so that it isn't deleted while nobody sees its steps yet.
  select (now() at time zone b.time_zone)::date into today
  from public.brokers b where b.id = add_up_steps.broker_id
  for key share;

  insert into public.pipeline_days as d (broker_id, campaign_id, day, stage, slot, steps)
  select add_up_steps.broker_id, s.campaign_id, today, s.stage, own_slot, sum(s.steps)
  from unnest(sums) as s
  group by s.campaign_id, s.stage
  on conflict on constraint pipeline_days_once do update set steps = d.steps + excluded.steps;

  insert into public.pipeline_durations as d (broker_id, campaign_id, stage, bucket, slot, steps, milliseconds)
  select add_up_steps.broker_id, s.campaign_id, s.stage, s.bucket, own_slot, sum(s.steps), sum(s.milliseconds)
  from unnest(sums) as s
  where s.bucket is not null
  group by s.campaign_id, s.stage, s.bucket
  on conflict on constraint pipeline_durations_once do update
    set steps = d.steps + excluded.steps, milliseconds = d.milliseconds + excluded.milliseconds;

  insert into public.upload_steps as u (upload_id, broker_id, stage, slot, steps)
  select s.upload_id, add_up_steps.broker_id, s.stage, own_slot, sum(s.steps)
  from unnest(sums) as s
  where s.upload_id is not null
  group by s.upload_id, s.stage
  on conflict on constraint upload_steps_pkey do update set steps = u.steps + excluded.steps;
end
$$;
revoke all on function intake.add_up_steps(bigint, intake.step_sum[]) from public, anon, authenticated, service_role;
comment on function intake.add_up_steps(bigint, intake.step_sum[]) is 'Adds steps that have just been noted to the sums of the audit trail.';

-- As before; what the steps add up to is worked out once.
create or replace function intake.record_lead_steps(
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
  sums intake.step_sum[];
begin
  if coalesce(cardinality(lead_ids), 0) = 0 then
    if stage not in ('received', 'staged', 'promoted') then
      return;
    end if;
    lead_ids := array[null::bigint];
  end if;

  with noted as (
    insert into public.pipeline_events as e (stage, broker_id, contact_id, lead_id, upload_id, campaign_id, milliseconds)
    select record_lead_steps.stage, record_lead_steps.broker_id, l.contact_id, made.lead_id,
      coalesce(record_lead_steps.upload_id, l.upload_id), coalesce(record_lead_steps.campaign_id, l.campaign_id), made.milliseconds
    from unnest(lead_ids, record_lead_steps.milliseconds) as made (lead_id, milliseconds)
    left join public.leads l on l.id = made.lead_id
    returning e.upload_id, e.campaign_id, e.milliseconds
  )
  select array_agg((record_lead_steps.stage, s.*)::intake.step_sum) into sums
  from (
    select n.campaign_id, n.upload_id, b.bucket, count(*), sum(n.milliseconds)
    from noted n
    cross join lateral (
      select case when n.milliseconds > 0 then floor(2 * log(2, n.milliseconds))::smallint + 1 when n.milliseconds = 0 then 0 end as bucket
    ) as b
    group by n.campaign_id, n.upload_id, b.bucket
  ) as s;
  perform intake.add_up_steps(record_lead_steps.broker_id, sums);
end
$$;
