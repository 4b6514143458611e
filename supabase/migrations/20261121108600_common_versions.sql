-- A lead's consent names its text by version: a broker's own text under the version of a common one would change what was agreed to.
create function intake.keep_common_versions()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from public.consent_texts t where t.broker_id is null and t.version = new.version) then
    raise exception using
      errcode = 'unique_violation', constraint = 'consent_texts_once', message = 'there is a common text of this version';
  end if;
  return new;
end
$$;
revoke all on function intake.keep_common_versions() from public, anon, authenticated, service_role;
comment on function intake.keep_common_versions() is 'Keeps brokers'' texts from taking the version of a common one.';

create trigger keep_common_versions
  before insert on public.consent_texts
  for each row when (new.broker_id is not null)
  execute function intake.keep_common_versions();
