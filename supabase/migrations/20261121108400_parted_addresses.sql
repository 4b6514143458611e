-- A lead can get another address, as a house gets another owner. What the person of the first one has said stays theirs: who wanted to be
-- left alone is, under whichever lead a list brings them again, and a link to agree that is on its way to them agrees to nothing any more.

create table intake.parted_addresses (
  broker_id bigint not null references public.brokers (id) on delete cascade,
  email_hash text not null,
  parted_at timestamptz not null default now(),
  primary key (broker_id, email_hash)
);
comment on table intake.parted_addresses is 'Addresses that leads had when they were taken out of all campaigns, and have no longer: nobody is written to there.';

alter table intake.parted_addresses enable row level security;
revoke all on intake.parted_addresses from public, anon, authenticated, service_role;
create policy "Nobody reads or writes parted addresses directly" on intake.parted_addresses
  for all to authenticated
  using (false) with check (false);

-- Keeps what the person of a lead's former address has said from being lost, or from counting for the next one.
create function intake.part_with_address()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.campaign_status in ('unsubscribed', 'do_not_contact') then
    insert into intake.parted_addresses (broker_id, email_hash)
    values (old.broker_id, old.email_hash)
    on conflict on constraint parted_addresses_pkey do nothing;
  end if;
  delete from intake.consent_tokens t where t.lead_id = old.id and t.purpose = 'consent' and t.redeemed_at is null;
  return null;
end
$$;
revoke all on function intake.part_with_address() from public, anon, authenticated, service_role;
comment on function intake.part_with_address() is 'Keeps what the person of a lead''s former address has said theirs.';

create trigger part_with_address
  after update of email_hash on public.leads
  for each row when (new.email_hash is distinct from old.email_hash and old.email_hash is not null and new.erased_at is null)
  execute function intake.part_with_address();

-- As before, and nobody is who has parted with their lead. The view of contactable leads may name them; whoever takes one looks here.
create or replace function intake.may_be_written_to(lead public.leads)
returns boolean
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return lead.consent and lead.email_verified and lead.erased_at is null
    and lead.email_hash is not null and coalesce(lead.email, lead.email_encrypted) is not null
    and not exists (
      select from public.contacts c
      where c.id = lead.contact_id
        and (c.email_status in ('bounced', 'unsubscribed') or c.provenance ?| '{email_bounced,email_unsubscribed}')
    )
    and not exists (
      select from intake.parted_addresses p where p.broker_id = lead.broker_id and p.email_hash = lead.email_hash
    );
end
$$;
