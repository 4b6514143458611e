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
language sql
stable
set search_path = ''
as $$
  select pg_catalog.substr(s.stamp, 1, 10) || '-'
    || pg_catalog.to_char(86400 - extract(epoch from (mention_stamp.at at time zone 'UTC')::time), 'FM00000.000000')
    || pg_catalog.substr(s.stamp, 27)
  from (select intake.stamp(mention_stamp.at, 0, mention_stamp.source) as stamp) as s
$$;
revoke all on function intake.mention_stamp(timestamptz, text) from public, anon, authenticated, service_role;
comment on function intake.mention_stamp(timestamptz, text)
  is 'The stamp of what an event merely mentions: counts to the day.';

-- Of two provenances, the greater stamp per group of fields.
create function intake.newest(known jsonb, stated jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.jsonb_object_agg(
    field, greatest(newest.known ->> field, newest.stated ->> field collate "C")
  )
  from pg_catalog.jsonb_object_keys(newest.known || newest.stated) as field
$$;
revoke all on function intake.newest(jsonb, jsonb) from public, anon, authenticated, service_role;
comment on function intake.newest(jsonb, jsonb) is 'Of two provenances, the greater stamp per group of fields.';

-- Whether any group of fields is stated with a greater stamp than is known.
create function intake.has_news(known jsonb, stated jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.jsonb_each_text(has_news.stated) as s
    where s.value > coalesce(has_news.known ->> s.key, '') collate "C"
  )
$$;
revoke all on function intake.has_news(jsonb, jsonb) from public, anon, authenticated, service_role;
comment on function intake.has_news(jsonb, jsonb)
  is 'Whether any group of fields is stated with a greater stamp than is known.';
