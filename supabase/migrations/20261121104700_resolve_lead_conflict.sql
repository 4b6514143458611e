-- Carries out what somebody has decided of a conflict: the other leads of its row are joined into the one they chose, which takes the
-- row's keys and then what it says, as from any row of an upload.
--
-- Raises SL023 where the conflict isn't there any more, SL024 where the lead isn't one of its leads, SL025 and SL026 where the others may
-- not be joined into it, SL027 where its person has been erased or the row is none that a lead may be made of. Then nothing has happened.
create function intake.carry_out_resolution()
returns trigger
language plpgsql
security definer  -- people may not write keys of leads, by design; that the conflict is theirs the policy has checked
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  staging constant uuid := gen_random_uuid();
  conflict public.lead_conflicts;
  stated intake.leads_staging;
  holders bigint[];
  others bigint[];
  outcome record;
begin
  -- Before any row: promotions take the first one and then the conflict, webhooks the second one and then the leads.
  perform pg_advisory_xact_lock(intake.lead_keys_lock(new.broker_id));
  perform pg_advisory_xact_lock(intake.lead_settling_lock());
  delete from public.lead_conflicts c
  where c.id = new.conflict_id and c.broker_id = new.broker_id
  returning c.* into conflict;
  if not found then
    raise exception using errcode = 'SL023', message = 'the conflict is not there any more';
  end if;

  stated := jsonb_populate_record(null::intake.leads_staging, conflict.stated);
  stated.upload_id := staging;
  stated.line := 1;
  stated.email_hash := conflict.email_hash;
  stated.address_hash := intake.address_hash(stated.street, stated.unit, stated.city, stated.state, stated.postal_code);
  insert into intake.leads_staging select stated.*;

  -- The leads that hold a key of the row now, or are of its address without holding it.
  select array_agg(held.id) into holders
  from (
    select l.id
    from public.leads l
    where l.erased_at is null and (
      l.id = any (array(select unnest(m.lead_ids) from intake.match_staged_leads(staging, new.broker_id, '{1}', null) as m))
      or l.id = any (conflict.lead_ids) and l.broker_id = new.broker_id
      and intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code) = stated.address_hash
    )
    order by l.id
    for update
  ) as held;
  if not coalesce(new.lead_id = any (holders), false) then
    raise exception using errcode = 'SL024', message = 'the lead is not one of the conflict''s';
  end if;

  others := array_remove(holders, new.lead_id);
  if others <> '{}' then
    perform intake.join_leads(new.lead_id, others);
    update public.lead_resolutions r set joined = others where r.conflict_id = new.conflict_id;
  end if;
  update public.leads l
  set
    mak = coalesce(stated.mak, l.mak),
    apn = coalesce(stated.apn, l.apn),
    apn_county = case
      when stated.apn is null or stated.apn = l.apn and coalesce(stated.apn_county, '') = '' then l.apn_county
      else coalesce(stated.apn_county, '')
    end,
    updated_at = now()
  where l.id = new.lead_id;

  perform intake.record_lead_steps('resolved', new.broker_id, array[new.lead_id], conflict.upload_id);
  outcome := intake.promote_lines(staging, new.broker_id, conflict.upload_id, '{1}');
  if (outcome.done).leads_changed + (outcome.done).leads_unchanged <> 1 then
    raise exception using errcode = 'SL027', message = 'the row can''t become part of a lead';
  end if;
  perform intake.settle_leads(array[new.lead_id]);
  return null;
end
$$;
revoke all on function intake.carry_out_resolution() from public, anon, authenticated, service_role;
comment on function intake.carry_out_resolution() is 'Carries out what somebody has decided of a conflict.';

create trigger carry_out_resolution
  after insert on public.lead_resolutions
  for each row execute function intake.carry_out_resolution();

-- Resolves a conflict of the caller's broker: its row is about `lead`, one of the conflict's leads. Returns how it is resolved, {"lead",
-- "joined", "resolved_by", "resolved_at"}, also where somebody has done so before, and then maybe otherwise; null where there is no such
-- conflict. Raises what carry_out_resolution does.
create function public.resolve_lead_conflict(conflict bigint, lead bigint)
returns jsonb
language plpgsql
volatile
security invoker  -- whose conflicts these are is for the policies to say
set search_path = ''
as $$
begin
  insert into public.lead_resolutions (conflict_id, broker_id, lead_id)
  select c.id, c.broker_id, resolve_lead_conflict.lead
  from public.lead_conflicts c
  where c.id = resolve_lead_conflict.conflict
  on conflict on constraint lead_resolutions_pkey do nothing;

  return (
    select jsonb_build_object(
      'lead', r.lead_id, 'joined', r.joined, 'resolved_by', r.resolved_by, 'resolved_at', r.resolved_at
    )
    from public.lead_resolutions r
    where r.conflict_id = resolve_lead_conflict.conflict
  );
end
$$;
revoke all on function public.resolve_lead_conflict(bigint, bigint) from public, anon, authenticated, service_role;
grant execute on function public.resolve_lead_conflict(bigint, bigint) to authenticated;
comment on function public.resolve_lead_conflict(bigint, bigint) is 'Resolves a conflict of the caller''s broker: its row is about one of its leads.';
