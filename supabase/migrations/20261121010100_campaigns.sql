-- The campaigns that leads enter: where to, how many a day.

create table public.campaigns (
  id bigint generated always as identity primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  name text not null,
  status text not null default 'paused',
  daily_limit integer not null default 250,
  destination text not null,
  external_id text,
  url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint campaigns_name_once unique (broker_id, name),
  constraint campaigns_of_broker unique (id, broker_id),
  constraint campaigns_name_length check (length(name) between 1 and 200),
  constraint campaigns_status_is_known check (status in ('active', 'paused', 'ended')),
  constraint campaigns_daily_limit_range check (daily_limit between 0 and 10000),
  constraint campaigns_destination_is_known check (destination in ('instantly', 'webhook')),
  constraint campaigns_external_id_length check (length(external_id) between 1 and 255),
  constraint campaigns_instantly_has_external_id check (destination <> 'instantly' or external_id is not null),
  constraint campaigns_webhook_has_url check ((destination = 'webhook') = (url is not null)),
  constraint campaigns_url_is_https check (url ~ '^(https://|http://(127\.0\.0\.1|localhost)[:/])[^[:space:]]+$' and length(url) <= 2000)
);
comment on table public.campaigns is 'What leads enter: a sequence of messages in the broker''s campaign tool.';
comment on column public.campaigns.daily_limit is 'How many leads may enter per day of the broker''s zone.';
comment on column public.campaigns.destination is 'instantly: Instantly''s API. webhook: a POST to url, signed by Standard Webhooks.';
comment on column public.campaigns.external_id is 'The tool''s own id of the campaign, by which its webhooks name it.';

create index campaigns_external_id on public.campaigns (external_id) where external_id is not null;

alter table public.campaigns enable row level security;
revoke all on public.campaigns from public, anon, authenticated, service_role;
grant select, insert (broker_id, name, status, daily_limit, destination, external_id, url),
  update (name, status, daily_limit, external_id, url) on public.campaigns to authenticated;

create policy "Members read their broker's campaigns" on public.campaigns
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members add campaigns of their broker" on public.campaigns
  for insert to authenticated
  with check (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members change their broker's campaigns" on public.campaigns
  for update to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)))
  with check (broker_id = any (array(select b.id from public.brokers b)));
