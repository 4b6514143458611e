-- E-mail addresses of leads can be kept encrypted, and are looked up by a keyed hash either way. The keys are in Vault:
-- email_hash_key, which stays, and email_encryption_key:<number>, of which the greatest number is written with and all are read with.

do $$
begin
  if to_regclass('vault.decrypted_secrets') is null then
    raise notice 'there is no vault: leads can''t be taken in before it holds email_hash_key and email_encryption_key:1';
    return;
  end if;
  if not exists (select from vault.secrets where name = 'email_hash_key') then
    perform vault.create_secret(
      encode(extensions.gen_random_bytes(32), 'hex'), 'email_hash_key', 'What hash_email() hashes with. Never change it: hashes can''t be redone.'
    );
  end if;
  if not exists (select from vault.secrets where name like 'email\_encryption\_key:%') then
    perform vault.create_secret(
      encode(extensions.gen_random_bytes(32), 'hex'), 'email_encryption_key:1', 'What encrypt_email() encrypts with.'
    );
  end if;
end
$$;

-- A secret of Vault's; raises SL020 where there is none of that name.
create function intake.secret(name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  value constant text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = secret.name);
begin
  if value is null then
    raise exception using errcode = 'SL020', message = 'a secret is missing in Vault', detail = secret.name;
  end if;
  return value;
end
$$;
revoke all on function intake.secret(text) from public, anon, authenticated, service_role;
comment on function intake.secret(text) is 'A secret of Vault''s; raises SL020 where there is none of that name.';

-- The number of the key that e-mail addresses are encrypted with now.
create function intake.newest_email_key()
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select max(split_part(s.name, ':', 2)::integer) from vault.decrypted_secrets s where s.name ~ '^email_encryption_key:[0-9]{1,9}$'
  );
end
$$;
revoke all on function intake.newest_email_key() from public, anon, authenticated, service_role;
comment on function intake.newest_email_key() is 'The number of the key that e-mail addresses are encrypted with now.';

-- What an e-mail address is looked up by: a keyed hash, the same for every spelling of its letters.
create function public.hash_email(email text)
returns text
language plpgsql
stable
strict
security definer  -- Vault is the owner's to read
set search_path = ''
as $$
begin
  return encode(extensions.hmac(lower(email), intake.secret('email_hash_key'), 'sha256'), 'hex');
end
$$;
revoke all on function public.hash_email(text) from public, anon, authenticated, service_role;
grant execute on function public.hash_email(text) to service_role;
comment on function public.hash_email(text) is 'What an e-mail address is looked up by: a keyed hash, the same for every spelling of its letters.';

-- OpenPGP, AES-256. The key is random already, so nothing is gained by stretching it: s2k-mode 1 salts it and is done.
create function intake.encrypt_with(plain text, key_number integer, key text)
returns text
language plpgsql
volatile
strict
set search_path = ''
as $$
begin
  return key_number || ':' || translate(
    encode(extensions.pgp_sym_encrypt(plain, key, 'cipher-algo=aes256, s2k-mode=1, compress-algo=0'), 'base64'), E'\n', ''
  );
end
$$;
revoke all on function intake.encrypt_with(text, integer, text) from public, anon, authenticated, service_role;
comment on function intake.encrypt_with(text, integer, text) is 'A text encrypted, with the number of its key before it.';

-- An e-mail address encrypted with the newest key: its number, a colon, base64. Never the same twice.
create function public.encrypt_email(email text)
returns text
language plpgsql
volatile
strict
security definer  -- Vault is the owner's to read
set search_path = ''
as $$
declare
  newest constant integer := intake.newest_email_key();
begin
  return intake.encrypt_with(email, newest, intake.secret('email_encryption_key:' || coalesce(newest, 1)));
end
$$;
revoke all on function public.encrypt_email(text) from public, anon, authenticated, service_role;
grant execute on function public.encrypt_email(text) to service_role;
comment on function public.encrypt_email(text) is 'An e-mail address encrypted with the newest key: its number, a colon, base64.';

-- The e-mail address that was encrypted, with whichever key that was.
create function public.decrypt_email(encrypted text)
returns text
language plpgsql
stable
strict
security definer  -- Vault is the owner's to read
set search_path = ''
as $$
begin
  return extensions.pgp_sym_decrypt(
    decode(split_part(encrypted, ':', 2), 'base64'), intake.secret('email_encryption_key:' || split_part(encrypted, ':', 1))
  );
end
$$;
revoke all on function public.decrypt_email(text) from public, anon, authenticated, service_role;
grant execute on function public.decrypt_email(text) to service_role;
comment on function public.decrypt_email(text) is 'The e-mail address that was encrypted, with whichever key that was.';
