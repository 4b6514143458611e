-- A secret of Vault's, by its name; null when there is none, or no Vault.
create function ops.vault_secret(secret_name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  secret text;
begin
  if to_regclass('vault.decrypted_secrets') is not null then
    select nullif(btrim(s.decrypted_secret), '') into secret from vault.decrypted_secrets s where s.name = secret_name;
  end if;
  return secret;
end
$$;
revoke all on function ops.vault_secret(text) from public, anon, authenticated, service_role;
comment on function ops.vault_secret(text) is 'A secret of Vault''s, by its name.';

-- Hands a run to pg_net, which posts it to the job's function once this transaction is committed. Takes the project's address and
-- the scheduler's token from Vault: every role can read what pg_net sends, so the token is good for nothing but this.
-- Returns {"request": n}, or {"error": code} when it can't be sent; never throws.
create function ops.post_job_run(job ops.scheduled_jobs, run bigint)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  project_url constant text := ops.vault_secret('project_url');
  scheduler_token constant text := ops.vault_secret('scheduler_token');
  request bigint;
begin
  if project_url is null or scheduler_token is null then
    return '{"error": "SCHEDULER_SECRETS_MISSING"}';
  end if;
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    return '{"error": "PG_NET_MISSING"}';
  end if;
  request := net.http_post(
    url := rtrim(project_url, '/') || '/functions/v1/job-' || job.name,
    body := jsonb_build_object('run', run),
    params := '{}',
    headers := jsonb_build_object('content-type', 'application/json', 'x-scheduler-token', scheduler_token),
    -- The platform gives up on an answer after 150 seconds.
    timeout_milliseconds := least(job.timeout_seconds, 150) * 1000
  );
  return jsonb_build_object('request', request);
exception when others then
  return jsonb_build_object('error', 'PG_NET_' || sqlstate);
end
$$;
revoke all on function ops.post_job_run(ops.scheduled_jobs, bigint) from public, anon, authenticated, service_role;
comment on function ops.post_job_run(ops.scheduled_jobs, bigint) is 'Hands a run to pg_net, which posts it to the job''s function.';

-- What the answer to a run that nobody took up tells of why: HTTP_401, HTTP_404, TIMED_OUT, NETWORK; NOT_CLAIMED when it doesn't say.
create function ops.unclaimed_because(request bigint)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  reason text;
begin
  if to_regclass('net._http_response') is not null then
    select case
      when r.status_code >= 400 then 'HTTP_' || r.status_code
      when r.timed_out then 'TIMED_OUT'
      when r.error_msg is not null then 'NETWORK'
    end
    into reason
    from net._http_response r
    where r.id = request
    limit 1;
  end if;
  return coalesce(reason, 'NOT_CLAIMED');
exception when insufficient_privilege or undefined_column then
  return 'NOT_CLAIMED';
end
$$;
revoke all on function ops.unclaimed_because(bigint) from public, anon, authenticated, service_role;
comment on function ops.unclaimed_because(bigint) is 'What the answer to a run that nobody took up tells of why.';
