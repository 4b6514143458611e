-- People and the property that makes them a lead, one row per broker and property.

create type public.campaign_status as enum (
  'new', 'queued', 'active', 'replied', 'booked', 'unsubscribed', 'bounced', 'do_not_contact', 'closed'
);
comment on type public.campaign_status is 'How far a lead has come: never contacted, waiting for the campaign tool, in its hands, and what came of it.';

create table public.leads (
  id bigint generated always as identity primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  upload_id uuid references public.lead_uploads (id) on delete set null,
  contact_id bigint references public.contacts (id),

  full_name text,
  given_name text,
  family_name text,
  email text,
  email_encrypted text,
  email_hash text,
  phone text,
  phone_sent text,

  street text,
  unit text,
  city text,
  state text,
  postal_code text,
  county text,
  property_type text,
  bedrooms numeric,
  bathrooms numeric,
  living_area_sqft integer,
  year_built integer,
  estimated_value_amount bigint,
  estimated_value_currency text,
  owner_occupied boolean,
  tags text[] not null default '{}',

  mak text,
  apn text,
  apn_county text not null default '',
  address_hash text,

  email_verified boolean not null default false,
  phone_verified boolean not null default false,
  email_verification_codes text[] not null default '{}',
  phone_verification_codes text[] not null default '{}',
  melissa_payload jsonb,

  consent boolean not null default false,
  consent_at timestamptz,
  consent_source text,
  consent_text_version text,
  consent_address inet,

  score integer not null default 0,
  campaign_status public.campaign_status not null default 'new',
  campaign_id bigint,
  added_to_campaign_at timestamptz,
  current_sequence_step integer,
  last_reply_at timestamptz,
  vapi_call_id text,
  call_attempt_count integer not null default 0,
  erased_at timestamptz,

  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint leads_campaign_is_of_broker foreign key (campaign_id, broker_id) references public.campaigns (id, broker_id),
  constraint leads_email_is_address check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 254),
  constraint leads_email_kept_once check (email is null or email_encrypted is null),
  constraint leads_phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint leads_state_is_code check (state ~ '^[A-Z]{2}$'),
  constraint leads_postal_code_is_zip check (postal_code ~ '^[0-9]{5}(-[0-9]{4})?$'),
  constraint leads_mak_is_number check (mak ~ '^[0-9]{6,20}$'),
  constraint leads_apn_is_compact check (apn ~ '^[A-Z0-9]{1,64}$'),
  constraint leads_estimated_value_has_currency check ((estimated_value_amount is null) = (estimated_value_currency is null)),
  constraint leads_estimated_value_range check (estimated_value_amount between 0 and 1000000000000),
  constraint leads_currency_is_code check (estimated_value_currency ~ '^[A-Z]{3}$'),
  constraint leads_property_ranges check (
    bedrooms between 0 and 1000 and bathrooms between 0 and 1000
    and living_area_sqft between 0 and 100000000 and year_built between 1000 and 2200
  ),
  constraint consent_requires_timestamp check (not consent or consent_at is not null),
  constraint lead_score_range check (score between 0 and 100),
  constraint leads_sequence_step_range check (current_sequence_step between 0 and 1000),
  constraint leads_call_attempts_range check (call_attempt_count >= 0)
);
comment on table public.leads is 'The leads of each broker: who owns which property, how they may be reached, and how far they have come.';
comment on column public.leads.contact_id is 'The contact whom they turned out to be, once any webhook spoke of them.';
comment on column public.leads.email is 'The address; null where there is none or it is kept encrypted.';
comment on column public.leads.email_encrypted is 'What decrypt_email() opens; the id of its key stands before it.';
comment on column public.leads.email_hash is 'hash_email() of the address, by which it is looked up, encrypted or not.';
comment on column public.leads.street is 'Number and street, as USPS abbreviates them.';
comment on column public.leads.mak is 'Melissa Address Key: the first of the keys by which a property is known.';
comment on column public.leads.apn is 'Assessor''s parcel number without its punctuation: the second. Counties number parcels each for itself.';
comment on column public.leads.apn_county is 'State and county of the parcel number, as CA/LOS ANGELES; empty when it isn''t known.';
comment on column public.leads.address_hash is 'SHA-256 of the normalised address, in hex: the third.';
comment on column public.leads.melissa_payload is 'What the verification service answered, as it did.';
comment on column public.leads.consent_text_version is 'Which text they agreed to.';
comment on column public.leads.consent_address is 'The network address from which they agreed.';
comment on column public.leads.current_sequence_step is 'The step of the campaign''s sequence that they last answered to.';
comment on column public.leads.erased_at is 'When the person asked to be forgotten; what remains says nothing of them.';

create unique index leads_mak_once on public.leads (broker_id, mak) where mak is not null;
create unique index leads_apn_once on public.leads (broker_id, apn, apn_county) where apn is not null;
create unique index leads_address_once on public.leads (broker_id, address_hash) where address_hash is not null;
create index leads_email_hash on public.leads (email_hash) where email_hash is not null;
create index leads_phone on public.leads (phone) where phone is not null;
create index leads_upload on public.leads (upload_id) where upload_id is not null;
create index leads_contact on public.leads (contact_id) where contact_id is not null;
create index leads_campaign on public.leads (campaign_id, broker_id) where campaign_id is not null;
create index leads_broker_status on public.leads (broker_id, campaign_status);

-- Remembers when a lead entered its campaign, whoever put it there; a lead that enters another one enters anew.
create function intake.set_added_to_campaign_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or new.campaign_id is distinct from old.campaign_id then
    new.added_to_campaign_at := case when new.campaign_id is not null then now() end;
  end if;
  return new;
end
$$;
revoke all on function intake.set_added_to_campaign_at() from public, anon, authenticated, service_role;
comment on function intake.set_added_to_campaign_at() is 'Remembers when a lead entered its campaign.';

create trigger set_added_to_campaign_at
  before insert or update of campaign_id on public.leads
  for each row execute function intake.set_added_to_campaign_at();

alter table public.leads enable row level security;
revoke all on public.leads from public, anon, authenticated, service_role;
grant select, update (full_name, given_name, family_name, tags, score, campaign_status) on public.leads to authenticated;

create policy "Members read their broker's leads" on public.leads
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members change their broker's leads" on public.leads
  for update to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)))
  with check (broker_id = any (array(select b.id from public.brokers b)));
