-- Who asked to be forgotten: an audit row that names nobody, and keyed hashes by which they are recognised when a list brings
-- them again.

create table intake.erasures (
  id bigint generated always as identity primary key,
  email_hash text not null,
  erased_at timestamptz not null default now(),
  erased_by text not null,
  counts jsonb not null default '{}',
  finished_at timestamptz,
  constraint erasures_erased_by_length check (length(erased_by) between 1 and 255)
);
comment on table intake.erasures is 'The erasures that were carried out, without saying of whom.';
comment on column intake.erasures.erased_by is 'Who carried it out: the role or person that called.';
comment on column intake.erasures.counts is 'How many rows of each table were emptied or removed.';
comment on column intake.erasures.finished_at is 'When the last receipt had been looked through.';

create index erasures_email_hash on intake.erasures (email_hash);

create table intake.erased_keys (
  hash text primary key,
  erasure_id bigint not null references intake.erasures (id) on delete cascade
);
comment on table intake.erased_keys is 'Keyed hashes of what an erased person was known by: e-mail, phone, and the keys of their properties.';

create index erased_keys_erasure on intake.erased_keys (erasure_id);

alter table intake.erasures enable row level security;
alter table intake.erased_keys enable row level security;
revoke all on intake.erasures, intake.erased_keys from public, anon, authenticated, service_role;
grant select on intake.erasures to authenticated;
create policy "Staff read erasures" on intake.erasures
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Nobody reads or writes erased keys directly" on intake.erased_keys
  for all to authenticated
  using (false) with check (false);

-- Under which hashes a row or a lead would be recognised as an erased person's. The e-mail's own hash is one already.
create function intake.erasable_hashes(
  hash_key text, email_hash text, phone text, mak text, apn text, apn_county text, address_hash text
)
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
begin
  return array_remove(array[
    email_hash,
    encode(extensions.hmac('phone ' || phone, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('mak ' || mak, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('apn ' || apn || ' ' || apn_county, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('address ' || address_hash, hash_key, 'sha256'), 'hex')
  ], null);
end
$$;
revoke all on function intake.erasable_hashes(text, text, text, text, text, text, text) from public, anon, authenticated, service_role;
comment on function intake.erasable_hashes(text, text, text, text, text, text, text)
  is 'Under which hashes a row or a lead would be recognised as an erased person''s.';
