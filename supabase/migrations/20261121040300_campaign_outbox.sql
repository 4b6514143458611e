-- Leads on their way into a campaign.

create table intake.campaign_outbox (
  id bigint generated always as identity primary key,
  key uuid not null default gen_random_uuid(),
  campaign_id bigint not null references public.campaigns (id) on delete cascade,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  lead_id bigint not null references public.leads (id) on delete cascade,
  person text,
  status text not null default 'waiting',
  attempts integer not null default 0,
  in_flight boolean not null default false,
  day date,
  is_uncertain boolean not null default false,
  reason text,
  queued_at timestamptz not null,
  next_attempt_at timestamptz not null,
  fed_at timestamptz,
  constraint campaign_outbox_key_once unique (key),
  constraint campaign_outbox_once unique (campaign_id, lead_id),
  constraint campaign_outbox_person_once unique (broker_id, person),
  constraint campaign_outbox_status_is_known check (status in ('waiting', 'fed', 'dead')),
  constraint campaign_outbox_attempts_range check (attempts >= 0),
  constraint campaign_outbox_fed_has_time check ((status = 'fed') = (fed_at is not null)),
  constraint campaign_outbox_reason_is_code check (reason ~ '^[A-Z0-9_]{1,64}$')
);
comment on table intake.campaign_outbox is 'Leads on their way into a campaign: waiting for its tool, taken by it, or given up.';
comment on column intake.campaign_outbox.key is 'The idempotency key that the tool is given, the same at each attempt.';
comment on column intake.campaign_outbox.person is 'The hash of the address: nobody enters two campaigns of a broker. Null once they were erased.';
comment on column intake.campaign_outbox.attempts is 'Which attempt is the last one that began.';
comment on column intake.campaign_outbox.in_flight is 'Whether the last attempt began and nothing was heard of it since.';
comment on column intake.campaign_outbox.day is 'On which day''s account it holds a place; null when on none.';
comment on column intake.campaign_outbox.is_uncertain is 'Whether an attempt of that day may have reached the tool, though nobody heard that it did.';
comment on column intake.campaign_outbox.reason is 'What the last attempt failed with.';

create index campaign_outbox_lead on intake.campaign_outbox (lead_id);
create index campaign_outbox_waiting on intake.campaign_outbox (campaign_id, next_attempt_at) where status = 'waiting';
create index campaign_outbox_dead on intake.campaign_outbox (campaign_id) where status = 'dead';

alter table intake.campaign_outbox enable row level security;
revoke all on intake.campaign_outbox from public, anon, authenticated, service_role;
-- Not the key, which is the tool's business, nor who it is.
grant select (id, campaign_id, broker_id, lead_id, status, attempts, reason, queued_at, next_attempt_at, fed_at)
  on intake.campaign_outbox to authenticated;
create policy "Members read what is on its way into their broker's campaigns" on intake.campaign_outbox
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));

create view public.v_campaign_outbox with (security_invoker = true) as
select id, campaign_id, broker_id, lead_id, status, attempts, reason, queued_at,
  case when status = 'waiting' then next_attempt_at end as next_attempt_at, fed_at
from intake.campaign_outbox;
comment on view public.v_campaign_outbox is 'Leads on their way into a campaign; those that are dead wait for a person.';

create view public.v_campaign_days with (security_invoker = true) as
select d.campaign_id, d.day, d.daily_limit, d.used, t.failures, t.last_error, t.last_failed_at, t.resume_at
from intake.campaign_days d
left join intake.campaign_tools t on t.campaign_id = d.campaign_id;
comment on view public.v_campaign_days is 'How many leads may have reached each campaign''s tool per day, and how the tool is doing.';

revoke all on public.v_campaign_outbox, public.v_campaign_days from public, anon, authenticated, service_role;
grant select on public.v_campaign_outbox, public.v_campaign_days to authenticated;

-- Who asks to be forgotten isn't sent any more, and what remains doesn't say who they were.
create function intake.forget_campaign_person()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  delete from intake.campaign_outbox o where o.lead_id = new.id and o.status = 'waiting' and o.attempts = 0;
  update intake.campaign_outbox o
  set
    person = null,
    status = case o.status when 'waiting' then 'dead' else o.status end,
    reason = case o.status when 'waiting' then 'ERASED' else o.reason end
  where o.lead_id = new.id;
  return null;
end
$$;
revoke all on function intake.forget_campaign_person() from public, anon, authenticated, service_role;
comment on function intake.forget_campaign_person() is 'Stops what is on its way of somebody who asked to be forgotten.';

create trigger forget_campaign_person
  after update of erased_at on public.leads
  for each row when (new.erased_at is not null and old.erased_at is null)
  execute function intake.forget_campaign_person();
