-- What a job is to be run for at a moment.
create type ops.job_slot as (slot text, due_at timestamptz, ends_at timestamptz);
comment on type ops.job_slot is 'What a job is run for: its name, since when it is due, and from when on it is too late.';

-- The slot of a job that is due at a moment and not over; null when none is.
--
-- A local day has one instant for its local time, whatever the clocks do: `at time zone` takes a time that is skipped for the one an
-- hour later, and of a time that comes twice the second. A day's slot ends with the day, so that a Friday's run is never made up for
-- on a Saturday; but no slot is shorter than a quarter of an hour, as one just before midnight would be.
create function ops.job_slot_at(job ops.scheduled_jobs, at timestamptz)
returns ops.job_slot
language plpgsql
stable
set search_path = ''
as $$
declare
  at_least constant interval := '15 minutes';
  today constant date := (at at time zone job.time_zone)::date;
  seconds integer;
  day date;
  found_slot ops.job_slot;
begin
  if job.every_minutes is not null then
    seconds := job.every_minutes * 60;
    found_slot.due_at := pg_catalog.to_timestamp(floor(extract(epoch from at) / seconds) * seconds);
    found_slot.ends_at := case when job.catch_up = 'skip' then found_slot.due_at + at_least end;
    found_slot.slot := pg_catalog.to_char(found_slot.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"');
    return case when found_slot.ends_at <= at then null else found_slot end;
  end if;
  foreach day in array array[today - 1, today] loop
    continue when extract(isodow from day) <> all (job.weekdays);
    found_slot.due_at := (day + job.local_time) at time zone job.time_zone;
    found_slot.ends_at := found_slot.due_at + at_least;
    if job.catch_up = 'run-once' then
      found_slot.ends_at := greatest(found_slot.ends_at, (day + 1)::timestamp at time zone job.time_zone);
    end if;
    if found_slot.due_at <= at and at < found_slot.ends_at then
      found_slot.slot := day::text;
      return found_slot;
    end if;
  end loop;
  return null;
end
$$;
revoke all on function ops.job_slot_at(ops.scheduled_jobs, timestamptz) from public, anon, authenticated, service_role;
comment on function ops.job_slot_at(ops.scheduled_jobs, timestamptz) is 'The slot of a job that is due at a moment and not over.';
