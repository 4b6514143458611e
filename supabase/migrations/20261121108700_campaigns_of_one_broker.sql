-- Instantly's ids are unique, and replies find their campaign by them: one that two brokers named would show the one what the other's
-- leads answer, and feed the one's leads into the other's campaign where both share a key of Instantly's.
create function intake.check_external_id()
returns trigger
language plpgsql
security definer  -- people don't see the campaigns of other brokers
set search_path = ''
as $$
begin
  -- Two brokers who enter the same id take turns.
  perform pg_advisory_xact_lock(hashtextextended('campaign ' || new.external_id, 0));
  if exists (
    select from public.campaigns c
    where c.external_id = new.external_id and c.broker_id <> new.broker_id and 'instantly' in (c.destination, new.destination)
  ) then
    raise exception using
      errcode = 'unique_violation', constraint = 'campaigns_external_id_of_one_broker',
      message = 'the tool''s campaign belongs to another broker';
  end if;
  return new;
end
$$;
revoke all on function intake.check_external_id() from public, anon, authenticated, service_role;
comment on function intake.check_external_id() is 'Keeps a campaign tool''s campaign with one broker.';

create trigger check_external_id
  before insert or update of external_id on public.campaigns
  for each row when (new.external_id is not null)
  execute function intake.check_external_id();
