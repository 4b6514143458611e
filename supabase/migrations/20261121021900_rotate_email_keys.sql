-- Encrypts addresses anew, up to `batch` leads: those under an older key than the newest, and those kept plain by a broker who has
-- addresses encrypted now, and conflicts with them. To be called until it is done: {"rotated": how many, "done"}. Older keys may go from
-- Vault thirty days later, when no row with problems is encrypted with them any more.
create function public.rotate_email_keys(batch integer default 1000)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  newest constant integer := intake.newest_email_key();
  key constant text := intake.secret('email_encryption_key:' || coalesce(newest, 1));
  rotated integer;
begin
  update public.leads l
  set email_encrypted = intake.encrypt_with(coalesce(l.email, public.decrypt_email(l.email_encrypted)), newest, key), email = null
  where l.id in (
    select o.id
    from (
      select e.id from public.leads e
      where e.email_encrypted is not null and not starts_with(e.email_encrypted, newest || ':')
      union all
      select p.id from public.leads p
      where p.email is not null and p.broker_id in (select b.id from public.brokers b where b.encrypts_emails)
    ) as o
    limit least(greatest(batch, 0), 2000)
  );
  get diagnostics rotated = row_count;
  update public.lead_conflicts c
  set stated = c.stated || jsonb_build_object('email_encrypted', intake.encrypt_with(
    public.decrypt_email(c.stated ->> 'email_encrypted'), newest, key
  ))
  where c.stated ? 'email_encrypted' and not starts_with(c.stated ->> 'email_encrypted', newest || ':');
  return jsonb_build_object('rotated', rotated, 'done', rotated < least(greatest(batch, 1), 2000));
end
$$;
revoke all on function public.rotate_email_keys(integer) from public, anon, authenticated, service_role;
grant execute on function public.rotate_email_keys(integer) to service_role;
comment on function public.rotate_email_keys(integer) is 'Encrypts addresses anew that are under an older key, or plain and should not be.';

-- What was wrong with rows of uploads, for longer than thirty days. Deletes up to `batch` and returns how many.
create function public.cleanup_old_row_problems(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  removed integer;
begin
  delete from public.lead_row_problems p
  where p.id in (
    select o.id from public.lead_row_problems o
    where o.created_at < now() - interval '30 days'
    order by o.created_at
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_row_problems(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_row_problems(integer) to service_role;
comment on function public.cleanup_old_row_problems(integer) is 'Deletes what was wrong with rows of uploads that are long past; returns how many.';
