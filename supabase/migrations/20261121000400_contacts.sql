-- People, and the identities by which providers name them. A contact is a connected set of identities.
--
-- `provenance`, here and on every business row, remembers per group of fields the stamp of the statement that last wrote it
-- (intake.stamp): newer news replaces older, older never replaces newer, whatever the order of arrival.

create table public.contacts (
  id bigint generated always as identity primary key,
  email text,
  full_name text,
  given_name text,
  family_name text,
  phone text,
  phone_sent text,
  email_status text,
  first_seen_at timestamptz not null,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint contacts_email_is_address check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 254),
  constraint contacts_phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint contacts_email_status_is_known check (email_status in ('active', 'bounced', 'unsubscribed'))
);
comment on table public.contacts is 'People known to the business, one row each.';
comment on column public.contacts.email is 'The address as last stated; every address ever stated is in contact_identities.';
comment on column public.contacts.phone is 'E.164; null when what was sent can''t be read as a number.';
comment on column public.contacts.email_status is 'Whether they may be written to; null while nothing was said of it.';
comment on column public.contacts.first_seen_at is 'The earliest time any provider mentioned them, by the provider''s clock.';
comment on column public.contacts.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

create table public.contact_identities (
  scope text not null,
  value text not null,
  contact_id bigint not null references public.contacts (id),
  created_at timestamptz not null default now(),
  constraint contact_identities_once primary key (scope, value),
  constraint contact_identities_scope_is_known_form check (scope ~ '^(email|[a-z0-9-]+:[a-z0-9_-]+)$'),
  constraint contact_identities_value_length check (length(value) between 1 and 255)
);
comment on table public.contact_identities is 'What names a contact: e-mail addresses (scope email, lower case) and providers'' own ids (scope provider:kind).';

create index contact_identities_contact on public.contact_identities (contact_id);

alter table public.contacts enable row level security;
alter table public.contact_identities enable row level security;
revoke all on public.contacts, public.contact_identities from public, anon, authenticated, service_role;
grant select on public.contacts, public.contact_identities to authenticated;

create policy "Staff read contacts" on public.contacts
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

create policy "Staff read contact identities" on public.contact_identities
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
