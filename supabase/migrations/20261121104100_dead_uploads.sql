-- Whoever receives an upload is heard of with each batch of rows. One that was killed is given up soon, so that its sender's next attempt
-- brings the rows in.

alter table public.lead_uploads add column last_heard_at timestamptz not null default now();
comment on column public.lead_uploads.last_heard_at is 'When whoever receives it last staged rows, to ten seconds.';

-- As before, and notes that its receiver is alive.
create or replace function public.stage_leads(upload uuid, rows jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  receiving record;
  hash_key constant text := intake.secret('email_hash_key');
  key_number integer;
  key text;
  sent jsonb;
begin
  -- Before the upload is held together with whoever stages another batch of it, and seldom: this one is held alone.
  update public.lead_uploads u
  set last_heard_at = now()
  where u.id = upload and u.status = 'receiving' and u.last_heard_at < now() - interval '10 seconds';

  select u.broker_id, b.encrypts_emails into receiving
  from public.lead_uploads u
  join public.brokers b on b.id = u.broker_id
  where u.id = upload and u.status = 'receiving'
  for share of u;
  if not found then
    raise exception using errcode = 'SL022', message = 'the upload takes no rows';
  end if;
  if receiving.encrypts_emails then
    key_number := intake.newest_email_key();
    key := intake.secret('email_encryption_key:' || coalesce(key_number, 1));
  end if;

  begin
    perform intake.stage_rows(upload, rows, receiving.encrypts_emails, hash_key, key_number, key);
    perform intake.keep_row_problems(upload, receiving.broker_id, rows, receiving.encrypts_emails, key_number, key);
  exception when data_exception or integrity_constraint_violation then
    for sent in select r.value from jsonb_array_elements(rows) as r loop
      begin
        perform intake.stage_rows(upload, jsonb_build_array(sent), receiving.encrypts_emails, hash_key, key_number, key);
      exception when data_exception or integrity_constraint_violation then
        sent := sent || '{"lead": null, "problems": [{"column": "", "reason": "not-storable"}]}';
      end;
      perform intake.keep_row_problems(
        upload, receiving.broker_id, jsonb_build_array(sent), receiving.encrypts_emails, key_number, key
      );
    end loop;
  end;
  return jsonb_build_object('staged', jsonb_array_length(rows));
end
$$;

-- As before, but after 90 seconds of silence: whoever receives gives a batch up after ten, and reads the next one in less than one.
create or replace function intake.fail_dead_uploads()
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  perform intake.fail_lead_upload(dead.id)
  from (
    select u.id
    from public.lead_uploads u
    where u.status = 'receiving' and u.last_heard_at < now() - interval '90 seconds'
    order by u.received_at, u.id
    for no key update skip locked
  ) as dead;
end
$$;
