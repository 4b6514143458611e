-- Rows whose keys contradict what is known: they are kept here for a person to look at, and no lead is touched.

create table public.lead_conflicts (
  id bigint generated always as identity primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  upload_id uuid references public.lead_uploads (id) on delete set null,
  line integer,
  reason text not null,
  lead_ids bigint[] not null,
  mak text,
  apn text,
  apn_county text not null default '',
  address_hash text,
  stated jsonb not null,
  email_hash text,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  times_seen integer not null default 1,
  constraint lead_conflicts_once unique nulls not distinct (broker_id, mak, apn, apn_county, address_hash),
  constraint lead_conflicts_reason_is_known check (reason in ('several-leads', 'other-property'))
);
comment on table public.lead_conflicts is 'Rows whose keys contradict what is known, one per set of keys, for a person to look at.';
comment on column public.lead_conflicts.upload_id is 'The upload that stated it last; null for a single lead.';
comment on column public.lead_conflicts.reason
  is 'several-leads: its keys belong to more than one lead. other-property: a lesser key belongs to a lead that has another greater one.';
comment on column public.lead_conflicts.stated is 'What the row says, as it would have become a lead.';

create index lead_conflicts_upload on public.lead_conflicts (upload_id) where upload_id is not null;
create index lead_conflicts_email on public.lead_conflicts (email_hash) where email_hash is not null;

alter table public.lead_conflicts enable row level security;
revoke all on public.lead_conflicts from public, anon, authenticated, service_role;
grant select, delete on public.lead_conflicts to authenticated;
create policy "Members read their broker's conflicts" on public.lead_conflicts
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members remove conflicts they have looked at" on public.lead_conflicts
  for delete to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
