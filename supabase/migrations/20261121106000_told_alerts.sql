-- Alerts are told to whoever wants to hear of them: when one is raised, when it gets worse, and when it is over. What was told is kept
-- with the alert, so that no restart repeats or forgets it.

alter table ops.health_alerts
  add column told text,
  add constraint health_alerts_told_is_known check (told in ('critical', 'warning', 'resolved'));
comment on column ops.health_alerts.told is 'What was last told of it: how bad it is, or that it is over; null when nobody was told.';

create index health_alerts_untold on ops.health_alerts (id) where resolved_at is null or told <> 'resolved';

-- What is to be told of alerts, the oldest first:
-- [{"id", "news": "critical" | "warning" | "resolved", "kind", "subject", "code", "raised_at", "resolved_at"}, ...]
-- What was over before anybody was told of it is no news, and neither is what gets better without being over.
create function public.list_alert_news(batch integer)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  ranks constant text[] := array['warning', 'critical'];
begin
  return coalesce(
    (
      select jsonb_agg(to_jsonb(n) order by n.id)
      from (
        select a.id, case when a.resolved_at is null then a.severity else 'resolved' end as news, a.kind, a.subject, a.code,
          a.raised_at, a.resolved_at
        from ops.health_alerts a
        where (a.resolved_at is null or a.told <> 'resolved') and case
          when a.resolved_at is not null then a.told is not null
          else array_position(ranks, a.severity) > coalesce(array_position(ranks, a.told), 0)
        end
        order by a.id
        limit least(greatest(batch, 0), 100)
      ) as n
    ),
    '[]'
  );
end
$$;
revoke all on function public.list_alert_news(integer) from public, anon, authenticated, service_role;
grant execute on function public.list_alert_news(integer) to service_role;
comment on function public.list_alert_news(integer) is 'What is to be told of alerts, the oldest first.';

-- Notes what has been told of alerts, [{"id", "news"}, ...], so that it isn't told again.
create function public.note_told_alerts(told jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  noted integer;
begin
  update ops.health_alerts a
  set told = t.news
  from jsonb_to_recordset(note_told_alerts.told) as t (id bigint, news text)
  where a.id = t.id;
  get diagnostics noted = row_count;
  return jsonb_build_object('told', noted);
end
$$;
revoke all on function public.note_told_alerts(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.note_told_alerts(jsonb) to service_role;
comment on function public.note_told_alerts(jsonb) is 'Notes what has been told of alerts, so that it isn''t told again.';
