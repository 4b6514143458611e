-- One-time values of senders that sign nothing else (Mailgun): a value that was used for one event can't carry another.

create table intake.webhook_nonces (
  provider text not null,
  endpoint text not null,
  nonce text not null,
  event_id text not null,
  expires_at timestamptz not null,
  primary key (provider, endpoint, nonce),
  constraint webhook_nonces_nonce_length check (length(nonce) between 1 and 255)
);
comment on table intake.webhook_nonces is 'One-time values and the event that used each up, for 15 minutes or as long as the sender''s signature holds.';

create index webhook_nonces_expiry on intake.webhook_nonces (expires_at);

alter table intake.webhook_nonces enable row level security;
revoke all on intake.webhook_nonces from public, anon, authenticated, service_role;
create policy "Nobody reads nonces" on intake.webhook_nonces
  for all to anon, authenticated
  using (false) with check (false);

-- Uses a one-time value up for an event. False when it was used for another one: a replay with other content. The same event
-- may come with it again, since senders repeat a delivery as it was.
create function intake.use_nonce(provider text, endpoint text, nonce text, event_id text, seconds integer)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  used_by text;
begin
  insert into intake.webhook_nonces as n (provider, endpoint, nonce, event_id, expires_at)
  values (
    use_nonce.provider, use_nonce.endpoint, use_nonce.nonce, use_nonce.event_id,
    now() + make_interval(secs => coalesce(use_nonce.seconds, 900))
  )
  on conflict on constraint webhook_nonces_pkey do update set expires_at = n.expires_at
  returning n.event_id into used_by;
  return used_by = use_nonce.event_id;
end
$$;
revoke all on function intake.use_nonce(text, text, text, text, integer) from public, anon, authenticated, service_role;
comment on function intake.use_nonce(text, text, text, text, integer)
  is 'Uses a one-time value up for an event; false when another event used it.';
