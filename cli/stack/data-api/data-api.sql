-- What the local Data API needs of the database. Run by a superuser whenever it starts.

-- The platform's Auth owns its tables, so policies don't concern it; the local one is only allowed to use them.
drop policy if exists "the local Auth keeps all users" on auth.users;
create policy "the local Auth keeps all users" on auth.users to lite_conn using (true) with check (true);

-- As on the platform: whoever changes the schema, the Data API reads it anew.
create or replace function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql set search_path = '' as $$
begin
  notify pgrst, 'reload schema';
end
$$;
revoke all on function extensions.pgrst_ddl_watch() from public;
drop event trigger if exists pgrst_ddl_watch;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
drop event trigger if exists pgrst_drop_watch;
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_ddl_watch();
