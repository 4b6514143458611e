-- The lock of those who give the leads of one broker their keys: they take turns, and everybody else goes on.
create function intake.lead_keys_lock(broker_id bigint)
returns bigint
language plpgsql
immutable
set search_path = ''
as $$
begin
  return hashint8extended(broker_id, 20261121);
end
$$;
revoke all on function intake.lead_keys_lock(bigint) from public, anon, authenticated, service_role;
comment on function intake.lead_keys_lock(bigint) is 'The lock of those who give the leads of one broker their keys.';

create type intake.promotion as (leads_new integer, leads_changed integer, leads_unchanged integer, conflicts integer, refused integer);
comment on type intake.promotion is 'What became of rows that were promoted.';

-- Keeps rows that contradict what is known; those with the same keys as before are the same conflict.
create function intake.keep_lead_conflicts(staging uuid, broker_id bigint, upload uuid, matches intake.staged_match[])
returns void
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- as the rest of a promotion
set enable_seqscan = off
as $$
begin
  insert into public.lead_conflicts as known (
    broker_id, upload_id, line, reason, lead_ids, mak, apn, apn_county, address_hash, stated, email_hash
  )
  select keep_lead_conflicts.broker_id, upload, s.line, m.fate,
    array(select distinct u.id from unnest(m.lead_ids) as u (id) order by u.id), s.mak, s.apn, coalesce(s.apn_county, ''),
    s.address_hash, jsonb_strip_nulls(to_jsonb(s) - '{upload_id,line,address_hash,email_hash}'::text[]), s.email_hash
  from unnest(matches) as m
  cross join lateral (
    select r.* from intake.leads_staging r where r.upload_id = staging and r.line = m.line offset 0
  ) as s
  order by s.line
  on conflict on constraint lead_conflicts_once do update
    set upload_id = excluded.upload_id, line = excluded.line, reason = excluded.reason, lead_ids = excluded.lead_ids,
      stated = excluded.stated, email_hash = excluded.email_hash, last_seen_at = now(), times_seen = known.times_seen + 1;
end
$$;
revoke all on function intake.keep_lead_conflicts(uuid, bigint, uuid, intake.staged_match[])
  from public, anon, authenticated, service_role;
comment on function intake.keep_lead_conflicts(uuid, bigint, uuid, intake.staged_match[])
  is 'Keeps rows that contradict what is known.';

-- Promotes those of the staged rows that have nothing in common with each other, and takes them out of staging. The rows that are left
-- over are `rest`; the leads that must be settled with what webhooks said are `unsettled`. The caller holds the broker's lock. `upload`
-- is null for rows that came without one.
create function intake.promote_rows(
  staging uuid, broker_id bigint, upload uuid, lines integer[], erased_by_key text,
  out done intake.promotion, out rest integer[], out unsettled bigint[], out last_lead bigint
)
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- as the rest of a promotion
set enable_seqscan = off
as $$
declare
  fresh integer[];
  known integer[];
  known_leads bigint[];
  conflicts intake.staged_match[];
  erased integer[];
  added bigint[];
  merged bigint[];
  verified_added bigint[];
  verified_merged bigint[];
  otherwise bigint[];
begin
  select
    array_agg(m.line order by m.line) filter (where m.fate = 'new'),
    array_agg(m.line order by m.line) filter (where m.fate = 'known'),
    array_agg(m.lead_id order by m.line) filter (where m.fate = 'known'),
    array_agg(m) filter (where m.fate in ('several-leads', 'other-property')),
    array_agg(m.line) filter (where m.fate = 'erased'),
    coalesce(array_agg(m.line order by m.line) filter (where m.fate = 'later'), '{}'),
    max(m.lead_id)
  into fresh, known, known_leads, conflicts, erased, rest, last_lead
  from intake.match_staged_leads(staging, broker_id, lines, erased_by_key) m;

  if fresh is not null then
    select array_agg(a.id), array_agg(a.id) filter (where a.email_verified or a.phone_verified), max(a.id)
    into added, verified_added, last_lead
    from intake.add_leads(staging, broker_id, upload, fresh) a;
  end if;
  if known is not null then
    select array_agg(m.id), array_agg(m.id) filter (where m.is_newly_verified), array_agg(m.id) filter (where m.is_reachable_otherwise)
    into merged, verified_merged, otherwise
    from intake.merge_leads(staging, known, known_leads) m;
  end if;
  if conflicts is not null then
    perform intake.keep_lead_conflicts(staging, broker_id, upload, conflicts);
    perform intake.record_lead_steps(
      'conflict', broker_id, array(select distinct l.id from unnest(conflicts) as c, unnest(c.lead_ids) as l (id)), upload
    );
  end if;
  if erased is not null then
    -- Without the row itself: it isn't ours to keep.
    insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
    select u.id, u.broker_id, e.line, 'erased', 'refused'
    from unnest(erased) as e (line)
    join public.lead_uploads u on u.id = upload
    on conflict on constraint lead_row_problems_once do nothing;
  end if;

  delete from intake.leads_staging s
  using unnest(fresh || known || erased || array(select c.line from unnest(conflicts) as c)) as promoted (line)
  where s.upload_id = staging and s.line = promoted.line;

  if added is not null then
    perform intake.record_lead_steps('upserted', broker_id, added, upload);
  end if;
  if merged is not null then
    perform intake.record_lead_steps('merged', broker_id, merged, upload);
  end if;
  if verified_added is not null or verified_merged is not null then
    perform intake.record_lead_steps('verified', broker_id, verified_added || verified_merged, upload);
  end if;

  done := (
    coalesce(cardinality(added), 0), coalesce(cardinality(merged), 0),
    coalesce(cardinality(known), 0) - coalesce(cardinality(merged), 0), coalesce(cardinality(conflicts), 0),
    coalesce(cardinality(erased), 0)
  );
  unsettled := coalesce(added || otherwise, '{}');
end
$$;
revoke all on function intake.promote_rows(uuid, bigint, uuid, integer[], text) from public, anon, authenticated, service_role;
comment on function intake.promote_rows(uuid, bigint, uuid, integer[], text)
  is 'Promotes those of the staged rows that have nothing in common with each other, and takes them out of staging.';
