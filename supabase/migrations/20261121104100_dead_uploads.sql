-- Whoever receives an upload is heard of with each batch of rows. One that was killed is given up soon, so that its sender's next attempt
-- brings the rows in.

alter table public.lead_uploads add column last_heard_at timestamptz not null default now();
comment on column public.lead_uploads.last_heard_at is 'When whoever receives it last staged rows, to ten seconds.';

-- As before, but after 90 seconds of silence: whoever receives gives a batch up after ten, and reads the next one in less than one.
create or replace function intake.fail_dead_uploads()
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  perform intake.fail_lead_upload(dead.id)
  from (
    select u.id
    from public.lead_uploads u
    where u.status = 'receiving' and u.last_heard_at < now() - interval '90 seconds'
    order by u.received_at, u.id
    for no key update skip locked
  ) as dead;
end
$$;
