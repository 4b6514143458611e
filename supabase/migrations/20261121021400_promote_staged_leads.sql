-- Promotes staged rows, in the order of their lines, for some seconds at most; what it doesn't get to is `rest`. Rows that no lead may
-- be made of are refused, and never stop the others. The caller holds the broker's lock.
create function intake.promote_lines(
  staging uuid, broker_id bigint, upload uuid, lines integer[],
  out done intake.promotion, out rest integer[], out last_lead bigint, out refusal text
)
language plpgsql
volatile
set search_path = ''
as $$
declare
  started constant timestamptz := clock_timestamp();
  erased_by_key constant text := case
    when exists (select from intake.erased_keys) then intake.secret('email_hash_key')
  end;
  size integer := cardinality(lines);
  turn integer[];
  outcome record;
  attempt integer := 0;
  unsettled bigint[] := '{}';
begin
  done := (0, 0, 0, 0, 0);
  rest := lines;
  while rest <> '{}' and clock_timestamp() < started + interval '2.5 seconds' loop
    turn := rest[:size];
    begin
      outcome := intake.promote_rows(staging, broker_id, upload, turn, erased_by_key);
      rest := outcome.rest || rest[size + 1:];
      done := (
        done.leads_new + (outcome.done).leads_new, done.leads_changed + (outcome.done).leads_changed,
        done.leads_unchanged + (outcome.done).leads_unchanged, done.conflicts + (outcome.done).conflicts,
        done.refused + (outcome.done).refused
      );
      unsettled := unsettled || outcome.unsettled;
      last_lead := outcome.last_lead;
      refusal := case when (outcome.done).refused > 0 then 'erased' end;
      attempt := 0;
      -- Where most rows had to wait for an earlier one, looking at fewer of them at a time is less in vain.
      size := 4 * greatest(1, cardinality(turn) - cardinality(outcome.rest));
    exception
      -- Somebody who doesn't take turns was faster or in the way: match again, and see what they have written.
      when unique_violation or deadlock_detected or serialization_failure then
        attempt := attempt + 1;
        if attempt = 3 then
          raise;
        end if;
      when integrity_constraint_violation or data_exception then
        if cardinality(turn) > 1 then
          -- One of them is to blame. Half of them at a time finds it.
          size := (cardinality(turn) + 1) / 2;
        else
          insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
          select u.id, u.broker_id, turn[1], 'not-storable', 'refused' from public.lead_uploads u where u.id = upload
          on conflict on constraint lead_row_problems_once do nothing;
          delete from intake.leads_staging s where s.upload_id = staging and s.line = turn[1];
          done.refused := done.refused + 1;
          refusal := 'not-storable';
          rest := rest[2:];
          size := 4;
        end if;
    end;
  end loop;
  -- Last, because what webhooks say of leads waits from here on.
  if unsettled <> '{}' then
    perform intake.settle_leads(unsettled);
  end if;
end
$$;
revoke all on function intake.promote_lines(uuid, bigint, uuid, integer[]) from public, anon, authenticated, service_role;
comment on function intake.promote_lines(uuid, bigint, uuid, integer[]) is 'Promotes staged rows, in the order of their lines, for some seconds at most.';

-- Makes leads of up to `batch` staged rows of an upload: {"status": "staged" | "promoted", "counts": {...}}, to be called until it is
-- promoted. An upload that isn't staged is left as it is; null when there is none.
--
-- Each call is all or nothing, so a caller may die or several may call at once: no row is promoted twice, and none is forgotten.
create function public.promote_staged_leads(upload uuid, batch integer)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  held public.lead_uploads;
  outcome record;
  is_over boolean;
begin
  select u.* into held from public.lead_uploads u where u.id = upload;
  if held.status = 'staged' then
    perform pg_advisory_xact_lock(intake.lead_keys_lock(held.broker_id));
    select u.* into held from public.lead_uploads u where u.id = upload for no key update;
  end if;
  if held.status is distinct from 'staged' then
    return case when held.id is not null then
      jsonb_build_object('status', held.status, 'counts', intake.upload_counts(held))
    end;
  end if;

  outcome := intake.promote_lines(upload, held.broker_id, upload, array(
    select s.line from intake.leads_staging s where s.upload_id = upload order by s.line limit least(greatest(batch, 1), 20000)
  ));
  is_over := not exists (select from intake.leads_staging s where s.upload_id = upload);
  update public.lead_uploads u
  set
    status = case when is_over then 'promoted' else 'staged' end,
    promoted_at = case when is_over then clock_timestamp() end,
    rows_refused = u.rows_refused + (outcome.done).refused,
    leads_new = u.leads_new + (outcome.done).leads_new,
    leads_changed = u.leads_changed + (outcome.done).leads_changed,
    leads_unchanged = u.leads_unchanged + (outcome.done).leads_unchanged,
    conflicts = u.conflicts + (outcome.done).conflicts
  where u.id = upload
  returning u.* into held;
  if is_over then
    perform intake.record_lead_steps(
      'promoted', held.broker_id, '{}', upload,
      milliseconds => array[(extract(epoch from held.promoted_at - held.staged_at) * 1000)::integer]
    );
  end if;
  return jsonb_build_object('status', held.status, 'counts', intake.upload_counts(held));
end
$$;
revoke all on function public.promote_staged_leads(uuid, integer) from public, anon, authenticated, service_role;
grant execute on function public.promote_staged_leads(uuid, integer) to service_role;
comment on function public.promote_staged_leads(uuid, integer) is 'Makes leads of staged rows of an upload; to be called until it is promoted.';

-- Adds or completes one lead of a broker, as a row of an upload would: {"status", "lead", "reason"}.
-- status: new, changed or unchanged, with the lead's id; conflict, kept for review; or refused, with the reason: unknown-broker, no-key,
-- not-storable, erased.
create function public.upsert_lead(broker text, lead jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  staging constant uuid := gen_random_uuid();
  owner record;
  key_number integer;
  outcome record;
begin
  select b.id, b.encrypts_emails into owner from public.brokers b where b.slug = upsert_lead.broker;
  if not found then
    return '{"status": "refused", "lead": null, "reason": "unknown-broker"}';
  end if;
  if owner.encrypts_emails then
    key_number := intake.newest_email_key();
  end if;
  begin
    perform intake.stage_rows(
      staging, jsonb_build_array(jsonb_build_object('line', 1, 'lead', lead)), owner.encrypts_emails, intake.secret('email_hash_key'),
      key_number, case when owner.encrypts_emails then intake.secret('email_encryption_key:' || coalesce(key_number, 1)) end
    );
  exception when data_exception then
    return '{"status": "refused", "lead": null, "reason": "not-storable"}';
  end;
  if not exists (select from intake.leads_staging s where s.upload_id = staging) then
    return '{"status": "refused", "lead": null, "reason": "no-key"}';
  end if;

  perform pg_advisory_xact_lock(intake.lead_keys_lock(owner.id));
  outcome := intake.promote_lines(staging, owner.id, null, '{1}');
  return jsonb_build_object(
    'status', case
      when (outcome.done).leads_new > 0 then 'new'
      when (outcome.done).leads_changed > 0 then 'changed'
      when (outcome.done).leads_unchanged > 0 then 'unchanged'
      when (outcome.done).conflicts > 0 then 'conflict'
      else 'refused'
    end,
    'lead', case when (outcome.done).conflicts + (outcome.done).refused = 0 then outcome.last_lead end,
    'reason', outcome.refusal
  );
end
$$;
revoke all on function public.upsert_lead(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.upsert_lead(text, jsonb) to service_role;
comment on function public.upsert_lead(text, jsonb) is 'Adds or completes one lead of a broker, as a row of an upload would.';
