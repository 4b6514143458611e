-- A provider that can't be asked for what was missed: since when, and how often in a row.
alter table intake.reconciliations
  add column failures integer not null default 0,
  add column failing_since timestamptz,
  add constraint reconciliations_failing_since_first_failure check ((failures = 0) = (failing_since is null));
update intake.reconciliations
set failures = 1, failing_since = last_run_at
where last_error is not null;
comment on column intake.reconciliations.failures is 'How many runs in a row have failed with this provider.';
comment on column intake.reconciliations.failing_since is 'When the first of them did; null when the last run did not.';

-- Notes how far a run has come with a provider, and the code of what it failed with, if it did.
create or replace function public.record_reconciliation(
  provider text, reconciled_until timestamptz, window_until timestamptz, next_page text, error text
)
returns void
language sql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  insert into intake.reconciliations as known (
    provider, reconciled_until, window_until, next_page, last_run_at, last_error, failures, failing_since
  )
  values (
    record_reconciliation.provider, record_reconciliation.reconciled_until, record_reconciliation.window_until,
    record_reconciliation.next_page, now(), error, (error is not null)::integer,
    case when error is not null then now() end
  )
  on conflict on constraint reconciliations_pkey do update set
    reconciled_until = excluded.reconciled_until,
    window_until = excluded.window_until,
    next_page = excluded.next_page,
    last_run_at = excluded.last_run_at,
    last_error = excluded.last_error,
    failures = case when excluded.last_error is null then 0 else known.failures + 1 end,
    failing_since = case when excluded.last_error is not null then coalesce(known.failing_since, now()) end
$$;
revoke all on function public.record_reconciliation(text, timestamptz, timestamptz, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.record_reconciliation(text, timestamptz, timestamptz, text, text) to service_role;
comment on function public.record_reconciliation(text, timestamptz, timestamptz, text, text)
  is 'Notes how far a run has come with a provider''s own list of events.';
