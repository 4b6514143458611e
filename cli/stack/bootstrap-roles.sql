-- The roles of a hosted Supabase project. Run once per cluster, as its superuser, supabase_admin.
-- The attributes are those that supabase/postgres gives them (migrations/db); passwords are for a laptop.

-- Owns the database and runs the migrations, and is not a superuser: SQL that only a superuser may run
-- fails here as it would there.
create role postgres login createdb createrole replication bypassrls password 'postgres';
alter role postgres set search_path = "$user", public, extensions;

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- The Data API connects as this one and changes to the caller's role.
create role authenticator login noinherit password 'postgres';

-- The Data API of the local stack connects as this one instead. @supabase/lite reads the catalog with
-- its own privileges, so it has to inherit; and it owns nothing, so it can't grant anything either.
create role lite_conn login inherit password 'postgres';
alter role lite_conn set search_path = public, extensions;

grant anon, authenticated, service_role to authenticator, lite_conn;
grant anon, authenticated, service_role to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role lite_conn set statement_timeout = '8s';
alter role lite_conn set lock_timeout = '8s';
