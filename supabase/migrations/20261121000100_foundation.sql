-- Two schemas that the Data API does not expose, and privileges that are closed until a migration opens them.

create schema intake;
comment on schema intake is 'Receipts and everything the pipeline needs to be safe. Not exposed by the Data API.';

create schema ops;
comment on schema ops is 'Schedules, runs, health and alerts. Not exposed by the Data API.';

-- The grant of execute to public is a global default: a revoke per schema can't take it away.
alter default privileges revoke execute on functions from public;

-- What Supabase grants to its API roles is per schema, and older projects have it for tables too.
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;

-- Staff read intake and ops through views that run with their own rights; row level security decides the rows.
grant usage on schema intake, ops to authenticated;
