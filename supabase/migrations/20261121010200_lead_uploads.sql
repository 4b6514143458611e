-- One row per accepted file of leads, with the counts that its sender is told.

create table public.lead_uploads (
  id uuid primary key default gen_random_uuid(),
  broker_id bigint not null references public.brokers (id) on delete cascade,
  file_name text,
  format text not null,
  status text not null default 'receiving',
  received_at timestamptz not null default now(),
  promoted_at timestamptz,
  rows_read integer not null default 0,
  rows_refused integer not null default 0,
  leads_new integer not null default 0,
  leads_changed integer not null default 0,
  leads_unchanged integer not null default 0,
  conflicts integer not null default 0,
  constraint lead_uploads_file_name_length check (length(file_name) between 1 and 255),
  constraint lead_uploads_format_is_known check (format in ('csv', 'json', 'ndjson')),
  constraint lead_uploads_status_is_known check (status in ('receiving', 'staged', 'promoted', 'failed')),
  constraint lead_uploads_promoted_has_time check ((status = 'promoted') = (promoted_at is not null)),
  constraint lead_uploads_counts_range check (
    least(rows_read, rows_refused, leads_new, leads_changed, leads_unchanged, conflicts) >= 0
  )
);
comment on table public.lead_uploads is 'The files of leads that brokers have uploaded, and what became of their rows.';
comment on column public.lead_uploads.status
  is 'receiving: rows are being staged. staged: all are, and some are not promoted yet. promoted: done. failed: given up, may be sent again.';
comment on column public.lead_uploads.leads_changed is 'Rows that told something new of a lead that was there.';
comment on column public.lead_uploads.leads_unchanged is 'Rows that told nothing new: their lead was there, or stood in the file before.';
comment on column public.lead_uploads.conflicts is 'Rows whose keys point at several leads; they wait for review in lead_conflicts.';

create index lead_uploads_broker on public.lead_uploads (broker_id, received_at);
create index lead_uploads_unfinished on public.lead_uploads (received_at) where status in ('receiving', 'staged');

alter table public.lead_uploads enable row level security;
revoke all on public.lead_uploads from public, anon, authenticated, service_role;
grant select on public.lead_uploads to authenticated;
create policy "Members read their broker's uploads" on public.lead_uploads
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
