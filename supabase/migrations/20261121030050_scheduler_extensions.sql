-- What only a hosted project has: pg_cron calls the dispatcher, pg_net posts for it, Vault keeps the address and the token.
do $$
declare
  extension text;
begin
  foreach extension in array array['pg_cron', 'pg_net'] loop
    begin
      if exists (select from pg_catalog.pg_available_extensions a where a.name = extension and a.installed_version is null) then
        execute format(
          'create extension %I with schema %I', extension, case extension when 'pg_cron' then 'pg_catalog' else 'extensions' end
        );
      end if;
    exception when others then
      raise notice '% could not be enabled: %', extension, sqlstate;
    end;
  end loop;
  if to_regprocedure('cron.schedule(text, text, text)') is null then
    raise notice 'pg_cron is not here: nothing calls ops.dispatch_due_jobs() every minute.';
  end if;
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    raise notice 'pg_net is not here: job runs become due and are not sent. The job functions can be called by hand.';
  end if;
  if to_regclass('vault.decrypted_secrets') is null then
    raise notice 'supabase_vault is not here: without its secrets project_url and scheduler_token job runs are not sent.';
  end if;
end
$$;
