-- Since when a lead on its way into a campaign is given up.
alter table intake.campaign_outbox add column dead_at timestamptz;
-- Of those from before nobody knows.
update intake.campaign_outbox set dead_at = now() where status = 'dead';
alter table intake.campaign_outbox add constraint campaign_outbox_dead_has_time check ((status = 'dead') = (dead_at is not null));
comment on column intake.campaign_outbox.dead_at is 'Since when it is given up.';
grant select (dead_at) on intake.campaign_outbox to authenticated;

-- Whoever gives a lead up, or has it tried again.
create function intake.date_campaign_death()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.dead_at := case when new.status = 'dead' then now() end;
  return new;
end
$$;
revoke all on function intake.date_campaign_death() from public, anon, authenticated, service_role;
comment on function intake.date_campaign_death() is 'Notes since when a lead on its way into a campaign is given up.';

create trigger date_campaign_death
  before update of status on intake.campaign_outbox
  for each row when ((old.status = 'dead') <> (new.status = 'dead'))
  execute function intake.date_campaign_death();

create or replace view public.v_campaign_outbox with (security_invoker = true) as
select id, campaign_id, broker_id, lead_id, status, attempts, reason, queued_at,
  case when status = 'waiting' then next_attempt_at end as next_attempt_at, fed_at, dead_at
from intake.campaign_outbox;
comment on view public.v_campaign_outbox is 'Leads on their way into a campaign; those that are dead wait for a person.';
revoke all on public.v_campaign_outbox from public, anon, authenticated, service_role;
grant select on public.v_campaign_outbox to authenticated;
