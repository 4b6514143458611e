-- What people agree to, word for word. A text that is there is never changed: a lead's consent refers to it by its version.

create table public.consent_texts (
  id bigint generated always as identity primary key,
  broker_id bigint references public.brokers (id) on delete cascade,
  version text not null,
  body text not null,
  created_at timestamptz not null default now(),
  constraint consent_texts_once unique nulls not distinct (broker_id, version),
  constraint consent_texts_version_form check (version ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  constraint consent_texts_body_length check (length(body) between 1 and 4000)
);
comment on table public.consent_texts is 'What people agree to, by version: a broker''s own texts, and the common ones of brokers who have none. The newest is in use.';
comment on column public.consent_texts.body is 'Plain text; {broker} stands for the broker''s name.';

alter table public.consent_texts enable row level security;
revoke all on public.consent_texts from public, anon, authenticated, service_role;
grant select, insert (broker_id, version, body) on public.consent_texts to authenticated;

create policy "Everybody reads common texts, members their broker's" on public.consent_texts
  for select to authenticated
  using (broker_id is null or broker_id = any (array(select b.id from public.brokers b)));
create policy "Members add texts of their broker, staff common ones" on public.consent_texts
  for insert to authenticated
  with check (
    broker_id = any (array(select b.id from public.brokers b))
    or broker_id is null
    and exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff')
  );

insert into public.consent_texts (version, body)
values (
  '2026-11',
  'I agree that {broker} may contact me by e-mail and by telephone about my property. I can withdraw this at any time.'
);

-- The text that a broker's leads are asked to agree to.
create function intake.current_consent_text(broker_id bigint)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select t.id
    from public.consent_texts t
    where t.broker_id = current_consent_text.broker_id or t.broker_id is null
    order by t.broker_id is null, t.created_at desc, t.id desc
    limit 1
  );
end
$$;
revoke all on function intake.current_consent_text(bigint) from public, anon, authenticated, service_role;
comment on function intake.current_consent_text(bigint) is 'The text that a broker''s leads are asked to agree to.';
