-- The links by which a lead agrees, or unsubscribes. What is in a link is signed; that it was made, for whom and with which text, and that
-- it was used, is here. Of its nonce only the hash: who reads this table can't make a link of it.

create table intake.consent_tokens (
  id bigint generated always as identity primary key,
  nonce_hash text not null,
  purpose text not null,
  lead_id bigint not null references public.leads (id) on delete cascade,
  consent_text_id bigint references public.consent_texts (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  redeemed_at timestamptz,
  constraint consent_tokens_once unique (nonce_hash),
  constraint consent_tokens_nonce_hash_is_sha256 check (nonce_hash ~ '^[0-9a-f]{64}$'),
  constraint consent_tokens_purpose_is_known check (purpose in ('consent', 'unsubscribe')),
  constraint consent_tokens_consent_has_text check ((purpose = 'consent') = (consent_text_id is not null)),
  constraint consent_tokens_expiry_range check (expires_at between created_at and created_at + interval '800 days')
);
comment on table intake.consent_tokens is 'The links by which leads agree or unsubscribe: each of these is redeemed once.';
comment on column intake.consent_tokens.consent_text_id is 'The text that the link shows, and that is agreed to by it.';

create index consent_tokens_lead on intake.consent_tokens (lead_id);
create index consent_tokens_text on intake.consent_tokens (consent_text_id) where consent_text_id is not null;
create index consent_tokens_expiry on intake.consent_tokens (expires_at);

alter table intake.consent_tokens enable row level security;
revoke all on intake.consent_tokens from public, anon, authenticated, service_role;
create policy "Nobody reads consent tokens" on intake.consent_tokens
  for all to anon, authenticated
  using (false) with check (false);

-- Takes note of links that have been made: links is [{"lead", "nonce_hash", "expires_at"}, ...].
-- Returns the leads whose links hold, as an array: those that there are, and that nobody has erased.
create function public.issue_consent_links(purpose text, links jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  issued jsonb;
begin
  with made as (
    insert into intake.consent_tokens (nonce_hash, purpose, lead_id, consent_text_id, expires_at)
    select link.nonce_hash, issue_consent_links.purpose, l.id, text.id, link.expires_at
    from jsonb_to_recordset(links) as link (lead bigint, nonce_hash text, expires_at timestamptz)
    join public.leads l on l.id = link.lead
    -- Worked out once per broker, of whom a batch has one or few.
    join (
      select b.id as broker_id,
        case when issue_consent_links.purpose = 'consent' then intake.current_consent_text(b.id) end as id
      from public.brokers b
    ) as text on text.broker_id = l.broker_id
    where l.erased_at is null
    returning lead_id
  )
  select coalesce(jsonb_agg(m.lead_id), '[]') into issued from made m;
  return issued;
end
$$;
revoke all on function public.issue_consent_links(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.issue_consent_links(text, jsonb) to service_role;
comment on function public.issue_consent_links(text, jsonb) is 'Takes note of links that have been made, by which leads agree or unsubscribe.';

-- What a link shows: {"broker", "text": {"version", "body"} or null}; null when it isn't, or isn't any more, one to be redeemed.
create function public.show_consent_link(purpose text, lead bigint, nonce_hash text)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return (
    select jsonb_build_object(
      'broker', b.name,
      'text', case when x.id is not null then jsonb_build_object('version', x.version, 'body', replace(x.body, '{broker}', b.name)) end
    )
    from intake.consent_tokens t
    join public.leads l on l.id = t.lead_id and l.erased_at is null
    join public.brokers b on b.id = l.broker_id
    left join public.consent_texts x on x.id = t.consent_text_id
    where t.nonce_hash = show_consent_link.nonce_hash
      and t.purpose = show_consent_link.purpose
      and t.lead_id = show_consent_link.lead
      and t.expires_at > now()
      and (t.redeemed_at is null or t.purpose = 'unsubscribe')
  );
end
$$;
revoke all on function public.show_consent_link(text, bigint, text) from public, anon, authenticated, service_role;
grant execute on function public.show_consent_link(text, bigint, text) to service_role;
comment on function public.show_consent_link(text, bigint, text) is 'What a link shows by which a lead agrees or unsubscribes; null when it is none.';
