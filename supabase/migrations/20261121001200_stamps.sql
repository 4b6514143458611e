-- All of these are plpgsql, which keeps its plans: until PostgreSQL 18 a function in SQL that can't be inlined, and one with a
-- search_path can't, is planned again at every call.
--
-- Stamps order statements about the same fields totally, by the sender's clock and never by arrival. This is what makes the
-- end state the same for every order of delivery: the greatest stamp wins, and every event has its own.

-- The stamp of one statement: its instant, then its rank, then the event it came from. Compare with collate "C".
-- Raises 22008 for an instant outside 1970 to 9999, which the text could not order.
create function intake.stamp(at timestamptz, rank integer, source text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if stamp.at is null or stamp.at < '1970-01-01Z' or stamp.at >= '10000-01-01Z' then
    raise exception using errcode = '22008', message = 'the time of a statement is out of range', column = 'at';
  end if;
  return pg_catalog.to_char(stamp.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    || pg_catalog.to_char(coalesce(stamp.rank, 0), '" "FM00" "') || stamp.source;
end
$$;
revoke all on function intake.stamp(timestamptz, integer, text) from public, anon, authenticated, service_role;
comment on function intake.stamp(timestamptz, integer, text)
  is 'The stamp of one statement: its instant, then its rank, then the event it came from.';

-- The stamp of what an event merely mentions, as a sale mentions its product. Of one day's mentions the earliest wins, of two days
-- the later, and any statement proper of the same day beats them: still a total order, but a busy product's row, which
-- every sale would otherwise lock and rewrite, is written about once a day.
create function intake.mention_stamp(at timestamptz, source text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp(mention_stamp.at, 0, mention_stamp.source);
  time_of_day constant time := (mention_stamp.at at time zone 'UTC')::time;
begin
  return pg_catalog.substr(stamp, 1, 10)
    || pg_catalog.to_char(86400 - extract(epoch from time_of_day), '"-"FM00000.000000')
    || pg_catalog.substr(stamp, 27);
end
$$;
revoke all on function intake.mention_stamp(timestamptz, text) from public, anon, authenticated, service_role;
comment on function intake.mention_stamp(timestamptz, text)
  is 'The stamp of what an event merely mentions: counts to the day.';

-- Of two provenances, the greater stamp per group of fields.
create function intake.newest(known jsonb, stated jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  newest jsonb := known;
  field text;
begin
  for field in select pg_catalog.jsonb_object_keys(stated) loop
    if stated ->> field > coalesce(known ->> field, '') collate "C" then
      newest := pg_catalog.jsonb_set(newest, array[field], stated -> field);
    end if;
  end loop;
  return newest;
end
$$;
revoke all on function intake.newest(jsonb, jsonb) from public, anon, authenticated, service_role;
comment on function intake.newest(jsonb, jsonb) is 'Of two provenances, the greater stamp per group of fields.';
