-- Rows of uploads between the file and the leads: ready to be promoted in bulk, so typed, hashed and, where the broker wants that,
-- encrypted already. No constraints beside the key: those of leads decide when a row becomes one, and are checked once.

create table intake.leads_staging (
  upload_id uuid not null,
  line integer not null,
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
  tags text[],
  mak text,
  apn text,
  apn_county text,
  address_hash text,
  email_verified boolean,
  phone_verified boolean,
  email_verification_codes text[],
  phone_verification_codes text[],
  melissa_payload jsonb,
  consent boolean,
  consent_at timestamptz,
  consent_source text,
  consent_text_version text,
  score integer,
  primary key (upload_id, line)
);
comment on table intake.leads_staging is 'Rows of uploads that aren''t promoted yet; what a row doesn''t state is null.';
comment on column intake.leads_staging.upload_id is 'Not a foreign key, which would be looked up for each of a hundred thousand rows.';
comment on column intake.leads_staging.email_verified is 'What its verification found out: true, false, or null for nothing.';

alter table intake.leads_staging enable row level security;
revoke all on intake.leads_staging from public, anon, authenticated, service_role;
create policy "Nobody reads or writes staged rows directly" on intake.leads_staging
  for all to authenticated
  using (false) with check (false);

-- What was wrong with rows, kept for thirty days so that a broker can mend its list.
create table public.lead_row_problems (
  id bigint generated always as identity primary key,
  upload_id uuid not null references public.lead_uploads (id) on delete cascade,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  line integer not null,
  column_name text not null default '',
  reason text not null,
  outcome text not null,
  source jsonb,
  created_at timestamptz not null default now(),
  constraint lead_row_problems_once unique (upload_id, line, column_name, reason),
  constraint lead_row_problems_outcome_is_known check (outcome in ('refused', 'field-dropped')),
  constraint lead_row_problems_reason_is_slug check (reason ~ '^[a-z][a-z0-9-]{0,63}$'),
  constraint lead_row_problems_column_name_length check (length(column_name) <= 255)
);
comment on table public.lead_row_problems is 'What was wrong with the rows of uploads, by line and column.';
comment on column public.lead_row_problems.column_name is 'As the file calls it; empty where it is the row as a whole.';
comment on column public.lead_row_problems.outcome is 'refused: no lead came of the row. field-dropped: one did, without this field.';
comment on column public.lead_row_problems.source
  is 'The row as it was sent, with the first problem of each line; {"encrypted": ...} where the broker has addresses encrypted.';

create index lead_row_problems_page on public.lead_row_problems (upload_id, id);
create index lead_row_problems_broker on public.lead_row_problems (broker_id);
create index lead_row_problems_created on public.lead_row_problems (created_at);

alter table public.lead_row_problems enable row level security;
revoke all on public.lead_row_problems from public, anon, authenticated, service_role;
grant select on public.lead_row_problems to authenticated;
create policy "Members read what was wrong with their broker's rows" on public.lead_row_problems
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
