-- Notes what new leads have come to: upserted, and verified and consented where they are. As intake.record_lead_steps(), but in one
-- statement, and without looking at the leads: nobody knows of them yet, and they are in no campaign.
create function intake.record_first_steps(broker_id bigint, upload_id uuid, added bigint[], verified bigint[], consented bigint[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.pipeline_events (stage, broker_id, lead_id, upload_id)
  select made.stage, record_first_steps.broker_id, made.lead_id, record_first_steps.upload_id
  from (
    select 'upserted' as stage, unnest(added) as lead_id
    union all
    select 'verified', unnest(verified)
    union all
    select 'consented', unnest(consented)
  ) as made;
  perform intake.add_up_steps(record_first_steps.broker_id, array(
    select (made.stage, null, record_first_steps.upload_id, null, made.steps, null)::intake.step_sum
    from (values
      ('upserted', cardinality(added)), ('verified', cardinality(verified)), ('consented', cardinality(consented))
    ) as made (stage, steps)
    where made.steps > 0
  ));
end
$$;
revoke all on function intake.record_first_steps(bigint, uuid, bigint[], bigint[], bigint[])
  from public, anon, authenticated, service_role;
comment on function intake.record_first_steps(bigint, uuid, bigint[], bigint[], bigint[])
  is 'Notes what new leads have come to: upserted, and verified and consented where they are.';

-- As before, with those.
create or replace function intake.promote_rows(
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
  consented_added bigint[];
  consented_merged bigint[];
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
    select array_agg(a.id), array_agg(a.id) filter (where a.email_verified or a.phone_verified), array_agg(a.id) filter (where a.consent),
      max(a.id)
    into added, verified_added, consented_added, last_lead
    from intake.add_leads(staging, broker_id, upload, fresh) a;
  end if;
  if known is not null then
    select array_agg(m.id), array_agg(m.id) filter (where m.is_newly_verified), array_agg(m.id) filter (where m.is_newly_consented),
      array_agg(m.id) filter (where m.is_reachable_otherwise)
    into merged, verified_merged, consented_merged, otherwise
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
  where s.upload_id = staging and s.line = any (fresh || known || erased || array(select c.line from unnest(conflicts) as c));

  if added is not null then
    perform intake.record_first_steps(broker_id, upload, added, verified_added, consented_added);
  end if;
  perform intake.record_lead_steps('merged', broker_id, merged, upload);
  perform intake.record_lead_steps('verified', broker_id, verified_merged, upload);
  perform intake.record_lead_steps('consented', broker_id, consented_merged, upload);

  done := (
    coalesce(cardinality(added), 0), coalesce(cardinality(merged), 0),
    coalesce(cardinality(known), 0) - coalesce(cardinality(merged), 0), coalesce(cardinality(conflicts), 0),
    coalesce(cardinality(erased), 0)
  );
  unsettled := coalesce(added || otherwise, '{}');
end
$$;
