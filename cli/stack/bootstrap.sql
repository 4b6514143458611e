-- What a new hosted Supabase project holds before its first migration, as far as Sluice meets it. Run
-- once per database, as supabase_admin, after bootstrap-roles.sql. Extensions that only hosted projects
-- have (pg_cron, pg_net, supabase_vault) are stood in for by tables and functions of the same names.
--
-- Nothing in `public` is granted to the API roles by default: so new projects have started since
-- 2026-05-30, and all have been since 2026-10-30 (github.com/orgs/supabase/discussions/50308).
grant usage on schema public to anon, authenticated, service_role;

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension pg_stat_statements with schema extensions;
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;

-- Auth. `postgres` may use its tables and may not alter them.
create schema auth;
grant usage on schema auth to postgres, anon, authenticated, service_role, lite_conn;
alter default privileges in schema auth grant all on tables to postgres;
alter default privileges in schema auth grant select, insert, update, delete on tables to lite_conn;

create table auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  invited_at timestamptz,
  confirmation_token varchar(255),
  confirmation_sent_at timestamptz,
  recovery_token varchar(255),
  recovery_sent_at timestamptz,
  email_change_token_new varchar(255),
  email_change varchar(255),
  email_change_sent_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  phone text unique,
  phone_confirmed_at timestamptz,
  phone_change text default '',
  phone_change_token varchar(255) default '',
  phone_change_sent_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '',
  email_change_confirm_status smallint default 0 check (email_change_confirm_status between 0 and 2),
  banned_until timestamptz,
  reauthentication_token varchar(255) default '',
  reauthentication_sent_at timestamptz,
  is_sso_user boolean not null default false,
  deleted_at timestamptz,
  is_anonymous boolean not null default false
);
alter table auth.users enable row level security;

create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

-- supabase_vault, without the encryption.
create schema vault;
grant usage on schema vault to postgres, service_role;
create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text unique,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create view vault.decrypted_secrets as
  select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at
  from vault.secrets;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role;
create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid language sql security definer set search_path = '' as $$
  insert into vault.secrets (secret, name, description) values (new_secret, new_name, new_description) returning id
$$;
create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null
) returns void language sql security definer set search_path = '' as $$
  update vault.secrets
  set secret = coalesce(new_secret, secret), name = coalesce(new_name, name),
    description = coalesce(new_description, description), updated_at = now()
  where id = secret_id
$$;
revoke execute on all functions in schema vault from public;
grant execute on all functions in schema vault to postgres, service_role;

-- pg_net: requests are queued and not sent. Every role may read the queue and its headers, as there.
create schema net;
grant usage on schema net to public;
create unlogged table net.http_request_queue (
  id bigserial primary key,
  method text not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
grant all on all tables in schema net to public;
grant all on all sequences in schema net to public;
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000
) returns bigint language sql security definer set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('POST', $1, $4, convert_to($2::text, 'UTF8'), $5)
  returning id
$$;

-- pg_cron: jobs are kept and not run. `postgres` may read them and writes them through the functions.
create schema cron;
create table cron.job (
  jobid bigint generated always as identity primary key,
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(),
  username text not null,
  active boolean not null default true,
  jobname text,
  unique (jobname, username)
);
create table cron.job_run_details (
  jobid bigint,
  runid bigint generated always as identity primary key,
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
create function cron.schedule(job_name text, schedule text, command text)
returns bigint language sql security definer set search_path = '' as $$
  insert into cron.job (jobname, schedule, command, username)
  values ($1, $2, $3, coalesce(nullif(current_setting('role'), 'none'), session_user))
  on conflict (jobname, username) do update set schedule = excluded.schedule, command = excluded.command
  returning jobid
$$;
create function cron.schedule(schedule text, command text)
returns bigint language sql set search_path = '' as $$ select cron.schedule(null, $1, $2) $$;
create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null,
  database text default null, username text default null, active boolean default null
) returns void language sql security definer set search_path = '' as $$
  update cron.job as job
  set schedule = coalesce($2, job.schedule), command = coalesce($3, job.command),
    database = coalesce($4, job.database), username = coalesce($5, job.username), active = coalesce($6, job.active)
  where jobid = $1
$$;
create function cron.unschedule(job_id bigint)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  delete from cron.job where jobid = job_id;
  if not found then raise 'could not find valid entry for job ''%''', job_id; end if;
  return true;
end
$$;
create function cron.unschedule(job_name text)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  delete from cron.job where jobname = job_name;
  if not found then raise 'could not find valid entry for job ''%''', job_name; end if;
  return true;
end
$$;
grant usage on schema cron to postgres with grant option;
grant execute on all functions in schema cron to postgres with grant option;
grant select on cron.job to postgres with grant option;
grant all on cron.job_run_details to postgres with grant option;
