-- What a member may make of a lead's campaign_status: take it out for good (do_not_contact), close it, and open it again, by setting it
-- to new. How far a lead that is opened again has come is then for its steps to say: nobody who was contacted is contacted
-- as somebody new, and nobody who unsubscribed is contacted at all. Everything else is the pipeline's to set. Raises 42501.
create function intake.check_lead_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  steps constant text[] := array(
    select distinct e.stage from public.pipeline_events e
    where e.lead_id = old.id and new.campaign_status <> old.campaign_status
  );
begin
  new.updated_at := now();
  if new.campaign_status in (old.campaign_status, 'do_not_contact') then
    return new;
  end if;
  if new.campaign_status = 'closed' and old.campaign_status in ('new', 'queued', 'active', 'replied', 'booked') then
    return new;
  end if;
  if new.campaign_status = 'new' and old.campaign_status in ('closed', 'do_not_contact') then
    new.campaign_status := case
      when 'unsubscribed' = any (steps) then 'unsubscribed'
      when 'bounced' = any (steps) then 'bounced'
      when 'booked' = any (steps) then 'booked'
      when 'replied' = any (steps) then 'replied'
      when old.added_to_campaign_at is not null or 'fed' = any (steps) or 'feed_failed' = any (steps) then 'active'
      else 'new'
    end;
    return new;
  end if;
  raise exception using
    errcode = '42501', column = 'campaign_status',
    message = 'a lead can be set to do_not_contact, closed, or from either of them back to new';
end
$$;
revoke all on function intake.check_lead_edit() from public, anon, authenticated, service_role;
comment on function intake.check_lead_edit() is 'What a member may make of a lead''s campaign_status.';

create trigger check_lead_edit
  before update on public.leads
  for each row when (current_user = 'authenticated')
  execute function intake.check_lead_edit();

-- When people last changed a campaign.
create function intake.date_campaign_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
revoke all on function intake.date_campaign_edit() from public, anon, authenticated, service_role;
comment on function intake.date_campaign_edit() is 'Dates what people change of a campaign.';

create trigger date_campaign_edit
  before update on public.campaigns
  for each row when (current_user = 'authenticated')
  execute function intake.date_campaign_edit();
