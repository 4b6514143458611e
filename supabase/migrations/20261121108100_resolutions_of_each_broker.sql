-- The number of another broker's conflict is as good as one that never was: whether it was resolved shows to nobody else, neither by an
-- error nor by having to wait.
alter table public.lead_resolutions
  drop constraint lead_resolutions_pkey,
  add constraint lead_resolutions_pkey primary key (conflict_id, broker_id);
