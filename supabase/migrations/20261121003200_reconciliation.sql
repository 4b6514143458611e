-- How far each provider's own list of events has been gone through for those that were never delivered here.

create table intake.reconciliations (
  provider text primary key,
  reconciled_until timestamptz not null,
  window_until timestamptz,
  next_page text,
  last_run_at timestamptz not null,
  last_error text,
  constraint reconciliations_provider_is_slug check (provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  constraint reconciliations_next_page_length check (length(next_page) between 1 and 4000),
  constraint reconciliations_next_page_is_of_a_window check ((next_page is null) = (window_until is null)),
  constraint reconciliations_last_error_is_code check (last_error ~ '^[A-Z0-9_]{1,64}$')
);
comment on table intake.reconciliations is 'How far each provider''s own list of events has been gone through.';
comment on column intake.reconciliations.reconciled_until is 'Everything that was created before is here.';
comment on column intake.reconciliations.window_until is 'Where the window ends that a run began and the next one goes on with; null when none is open.';
comment on column intake.reconciliations.next_page is 'The page of that window to go on with, in the provider''s own words.';
comment on column intake.reconciliations.last_error is 'The code of what the last run failed with; null when it did not.';

alter table intake.reconciliations enable row level security;
revoke all on intake.reconciliations from public, anon, authenticated, service_role;
grant select on intake.reconciliations to authenticated;
create policy "Staff read reconciliations" on intake.reconciliations
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

-- How far each provider has been reconciled: {"<provider>": {"reconciled_until", "window_until", "next_page", "last_run_at"}, ...}
create function public.reconciliation_cursors()
returns jsonb
language sql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  select coalesce(
    jsonb_object_agg(
      r.provider,
      jsonb_build_object(
        'reconciled_until', r.reconciled_until, 'window_until', r.window_until, 'next_page', r.next_page,
        'last_run_at', r.last_run_at
      )
    ),
    '{}'
  )
  from intake.reconciliations r
$$;
revoke all on function public.reconciliation_cursors() from public, anon, authenticated, service_role;
grant execute on function public.reconciliation_cursors() to service_role;
comment on function public.reconciliation_cursors() is 'How far each provider''s own list of events has been gone through.';

-- Notes how far a run has come with a provider, and the code of what it failed with, if it did.
create function public.record_reconciliation(
  provider text, reconciled_until timestamptz, window_until timestamptz, next_page text, error text
)
returns void
language sql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  insert into intake.reconciliations (provider, reconciled_until, window_until, next_page, last_run_at, last_error)
  values (
    record_reconciliation.provider, record_reconciliation.reconciled_until, record_reconciliation.window_until,
    record_reconciliation.next_page, now(), error
  )
  on conflict on constraint reconciliations_pkey do update set
    reconciled_until = excluded.reconciled_until,
    window_until = excluded.window_until,
    next_page = excluded.next_page,
    last_run_at = excluded.last_run_at,
    last_error = excluded.last_error
$$;
revoke all on function public.record_reconciliation(text, timestamptz, timestamptz, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.record_reconciliation(text, timestamptz, timestamptz, text, text) to service_role;
comment on function public.record_reconciliation(text, timestamptz, timestamptz, text, text)
  is 'Notes how far a run has come with a provider''s own list of events.';
