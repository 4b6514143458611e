-- As before, and nothing is called for leads that enter no campaign, as a list's do.
create or replace function intake.set_added_to_campaign_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.added_to_campaign_at := case when new.campaign_id is not null then now() end;
  return new;
end
$$;

drop trigger set_added_to_campaign_at on public.leads;
create trigger set_added_to_campaign_at
  before update of campaign_id on public.leads
  for each row when (new.campaign_id is distinct from old.campaign_id)
  execute function intake.set_added_to_campaign_at();
create trigger set_added_to_campaign_at_first
  before insert on public.leads
  for each row when (new.campaign_id is not null or new.added_to_campaign_at is not null)
  execute function intake.set_added_to_campaign_at();
