-- What was uploaded once isn't taken again within seven days: neither the same id nor the same content.

create table intake.ingest_replay_guard (
  broker_id bigint not null references public.brokers (id) on delete cascade,
  kind text not null,
  value text not null,
  upload_id uuid not null references public.lead_uploads (id) on delete cascade,
  first_seen_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  primary key (broker_id, kind, value),
  constraint ingest_replay_guard_kind_is_known check (kind in ('id', 'content')),
  constraint ingest_replay_guard_value_length check (length(value) between 1 and 255)
);
comment on table intake.ingest_replay_guard is 'The ids and contents of uploads, for as long as the same one is refused.';
comment on column intake.ingest_replay_guard.value is 'id: the webhook-id that the sender chose. content: the SHA-256 of the file, in hex.';

create index ingest_replay_guard_upload on intake.ingest_replay_guard (upload_id);
create index ingest_replay_guard_expiry on intake.ingest_replay_guard (expires_at);

alter table intake.ingest_replay_guard enable row level security;
revoke all on intake.ingest_replay_guard from public, anon, authenticated, service_role;
grant select on intake.ingest_replay_guard to authenticated;
create policy "Staff read the replay guard" on intake.ingest_replay_guard
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

alter table public.lead_uploads add column staged_at timestamptz;
comment on column public.lead_uploads.staged_at is 'When all its rows were staged.';
