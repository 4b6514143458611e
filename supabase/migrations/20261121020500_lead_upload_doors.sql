-- An upload from its claim to the moment when all its rows are staged: receiving, then staged; or failed, and as if it had never come.

-- Gives up an upload that is still being received: its guard is released, so that it may be sent again, and its staged rows go.
create function intake.fail_lead_upload(upload uuid)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  update public.lead_uploads u set status = 'failed' where u.id = upload and u.status = 'receiving';
  if found then
    delete from intake.leads_staging s where s.upload_id = upload;
    delete from intake.ingest_replay_guard g where g.upload_id = upload;
  end if;
end
$$;
revoke all on function intake.fail_lead_upload(uuid) from public, anon, authenticated, service_role;
comment on function intake.fail_lead_upload(uuid) is 'Gives up an upload that is still being received.';

-- Gives up the uploads that whoever received them has left: no request lives for ten minutes.
create function intake.fail_dead_uploads()
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
    where u.status = 'receiving' and u.received_at < now() - interval '10 minutes'
    order by u.received_at, u.id
    for no key update skip locked
  ) as dead;
end
$$;
revoke all on function intake.fail_dead_uploads() from public, anon, authenticated, service_role;
comment on function intake.fail_dead_uploads() is 'Gives up the uploads that whoever received them has left.';

-- Begins an upload, unless the broker has sent the same id or the same content within seven days:
-- {"claimed": true, "upload"}, {"claimed": false, "reason": "unknown-broker"}, or
-- {"claimed": false, "reason": "seen", "first_seen_at", "upload"}.
create function public.claim_lead_upload(broker text, webhook_id text, content_sha256 text, file_name text, format text)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  claiming constant bigint := (select b.id from public.brokers b where b.slug = claim_lead_upload.broker);
  claimed uuid;
  guards integer;
  seen jsonb;
begin
  if claiming is null then
    return jsonb_build_object('claimed', false, 'reason', 'unknown-broker');
  end if;
  perform intake.fail_dead_uploads();

  loop
    begin
      insert into public.lead_uploads (broker_id, file_name, format)
      values (claiming, nullif(claim_lead_upload.file_name, ''), claim_lead_upload.format)
      returning id into claimed;
      -- In one order, so that two claims wait for each other in one direction.
      insert into intake.ingest_replay_guard as known (broker_id, kind, value, upload_id)
      values (claiming, 'content', lower(content_sha256), claimed), (claiming, 'id', webhook_id, claimed)
      on conflict on constraint ingest_replay_guard_pkey do update
        set upload_id = excluded.upload_id, first_seen_at = excluded.first_seen_at, expires_at = excluded.expires_at
        where known.expires_at <= now();
      get diagnostics guards = row_count;
      if guards < 2 then
        raise exception using errcode = 'SL021', message = 'the upload has been seen';
      end if;
      perform intake.record_lead_steps('received', claiming, '{}', claimed);
      return jsonb_build_object('claimed', true, 'upload', claimed);
    exception when sqlstate 'SL021' then
      null;
    end;

    select jsonb_build_object('claimed', false, 'reason', 'seen', 'first_seen_at', g.first_seen_at, 'upload', g.upload_id)
    into seen
    from intake.ingest_replay_guard g
    where g.broker_id = claiming and g.expires_at > now()
      and (g.kind, g.value) in (('content', lower(content_sha256)), ('id', webhook_id))
    order by g.first_seen_at, g.kind
    limit 1;
    -- Not found: it was released since. Then it is ours to claim.
    if found then
      return seen;
    end if;
  end loop;
end
$$;
revoke all on function public.claim_lead_upload(text, text, text, text, text) from public, anon, authenticated, service_role;
grant execute on function public.claim_lead_upload(text, text, text, text, text) to service_role;
comment on function public.claim_lead_upload(text, text, text, text, text)
  is 'Begins an upload, unless the broker has sent the same id or the same content within seven days.';

-- Notes that all rows of an upload are staged; again without effect. Raises SL022 for one that was given up.
create function public.complete_lead_staging(upload uuid, rows_read integer)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  completed public.lead_uploads;
begin
  update public.lead_uploads u
  set
    status = 'staged',
    staged_at = now(),
    rows_read = complete_lead_staging.rows_read,
    rows_refused = (
      select count(distinct p.line) from public.lead_row_problems p where p.upload_id = upload and p.outcome = 'refused'
    )
  where u.id = upload and u.status = 'receiving'
  returning u.* into completed;
  if found then
    perform intake.record_lead_steps(
      'staged', completed.broker_id, '{}', upload,
      milliseconds => array[(extract(epoch from completed.staged_at - completed.received_at) * 1000)::integer]
    );
  elsif not exists (select from public.lead_uploads u where u.id = upload and u.status in ('staged', 'promoted')) then
    raise exception using errcode = 'SL022', message = 'the upload takes no rows';
  end if;
  return jsonb_build_object('status', 'staged');
end
$$;
revoke all on function public.complete_lead_staging(uuid, integer) from public, anon, authenticated, service_role;
grant execute on function public.complete_lead_staging(uuid, integer) to service_role;
comment on function public.complete_lead_staging(uuid, integer) is 'Notes that all rows of an upload are staged.';

-- Gives up an upload that is still being received, so that it may be sent again; one that is staged stays. {"status"}
create function public.abandon_lead_upload(upload uuid)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  perform intake.fail_lead_upload(upload);
  return (select jsonb_build_object('status', u.status) from public.lead_uploads u where u.id = upload);
end
$$;
revoke all on function public.abandon_lead_upload(uuid) from public, anon, authenticated, service_role;
grant execute on function public.abandon_lead_upload(uuid) to service_role;
comment on function public.abandon_lead_upload(uuid) is 'Gives up an upload that is still being received, so that it may be sent again.';

-- The counts of an upload, as its sender is told.
create function intake.upload_counts(upload public.lead_uploads)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'rows_read', upload.rows_read, 'rows_refused', upload.rows_refused, 'leads_new', upload.leads_new,
    'leads_changed', upload.leads_changed, 'leads_unchanged', upload.leads_unchanged, 'conflicts', upload.conflicts
  );
end
$$;
revoke all on function intake.upload_counts(public.lead_uploads) from public, anon, authenticated, service_role;
comment on function intake.upload_counts(public.lead_uploads) is 'The counts of an upload, as its sender is told.';

-- An upload and how far it has come: {"upload", "broker", "status", "received_at", "promoted_at", "counts"}; null when there is none.
create function public.get_lead_upload(upload uuid)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return (
    select jsonb_build_object(
      'upload', u.id, 'broker', b.slug, 'status', u.status, 'received_at', u.received_at, 'promoted_at', u.promoted_at,
      'counts', intake.upload_counts(u)
    )
    from public.lead_uploads u
    join public.brokers b on b.id = u.broker_id
    where u.id = get_lead_upload.upload
  );
end
$$;
revoke all on function public.get_lead_upload(uuid) from public, anon, authenticated, service_role;
grant execute on function public.get_lead_upload(uuid) to service_role;
comment on function public.get_lead_upload(uuid) is 'An upload and how far it has come; null when there is none.';

-- What was wrong with the rows of an upload, in the order in which it was found, those after `after`, 0 for the first:
-- [{"id", "line", "column", "reason", "outcome"}, ...]
create function public.list_row_problems(upload uuid, after bigint, batch integer)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object('id', p.id, 'line', p.line, 'column', p.column_name, 'reason', p.reason, 'outcome', p.outcome)
      order by p.id
    )
    from (
      select q.* from public.lead_row_problems q
      where q.upload_id = upload and q.id > after
      order by q.id
      limit least(greatest(batch, 0), 10000)
    ) as p
  ), '[]');
end
$$;
revoke all on function public.list_row_problems(uuid, bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_row_problems(uuid, bigint, integer) to service_role;
comment on function public.list_row_problems(uuid, bigint, integer) is 'What was wrong with the rows of an upload, page by page.';

-- The uploads whose promotion nobody seems to be at: staged more than two minutes ago, the oldest first.
create function public.list_unfinished_uploads()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  perform intake.fail_dead_uploads();
  return coalesce((
    select jsonb_agg(u.id order by u.staged_at, u.id)
    from public.lead_uploads u
    where u.status = 'staged' and u.staged_at < now() - interval '2 minutes'
  ), '[]');
end
$$;
revoke all on function public.list_unfinished_uploads() from public, anon, authenticated, service_role;
grant execute on function public.list_unfinished_uploads() to service_role;
comment on function public.list_unfinished_uploads() is 'The uploads whose promotion nobody seems to be at.';
