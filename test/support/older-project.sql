-- A hosted project of before 2026-10-30 at its most open: whatever postgres makes in public is granted to
-- the API roles (supabase/postgres, migrations/db/init-scripts). A migration that forgets to revoke shows here.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
