-- What another engine (Redis) let through and the bucket's row hasn't been told of yet, because somebody else held it.

create table intake.rate_limit_spendings (
  id bigint generated always as identity primary key,
  source text not null,
  cost integer not null,
  spent_at timestamptz not null default now(),
  constraint rate_limit_spendings_cost_positive check (cost > 0)
);
comment on table intake.rate_limit_spendings
  is 'Tokens that were spent while the bucket''s row was held; whoever holds it next takes them off and deletes these.';

create index rate_limit_spendings_source on intake.rate_limit_spendings (source);

alter table intake.rate_limit_spendings enable row level security;
revoke all on intake.rate_limit_spendings from public, anon, authenticated, service_role;
create policy "Nobody reads spendings" on intake.rate_limit_spendings
  for all to anon, authenticated
  using (false) with check (false);
