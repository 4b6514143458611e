create table public.engagements (
  id bigint generated always as identity primary key,
  provider text not null,
  external_id text not null,
  kind text not null,
  contact_id bigint references public.contacts (id),
  status text,
  campaign_external_id text,
  occurred_at timestamptz,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint engagements_once unique (provider, kind, external_id),
  constraint engagements_external_id_length check (length(external_id) between 1 and 255),
  constraint engagements_kind_is_known check (kind in ('reply', 'call', 'message', 'interest')),
  constraint engagements_status_length check (length(status) between 1 and 255)
);
comment on table public.engagements is 'What passed between the business and its contacts: replies, calls, messages, signs of interest.';
comment on column public.engagements.status is 'What became of it, in the provider''s words.';
comment on column public.engagements.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

create index engagements_contact on public.engagements (contact_id);

alter table public.engagements enable row level security;
revoke all on public.engagements from public, anon, authenticated, service_role;
grant select on public.engagements to authenticated;

create policy "Staff read engagements" on public.engagements
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
