create table public.tags (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now(),
  constraint tags_once unique (name),
  constraint tags_name_length check (length(name) between 1 and 255)
);
comment on table public.tags is 'Labels that contacts can bear, named as the provider names them.';

create table public.contact_tags (
  contact_id bigint not null references public.contacts (id),
  tag_id bigint not null references public.tags (id),
  applied boolean not null,
  provenance jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (contact_id, tag_id)
);
comment on table public.contact_tags is 'Which contact bears which tag. A tag taken off stays as a row, so that older news of it can''t put it back.';
comment on column public.contact_tags.applied is 'False once the tag was taken off.';
comment on column public.contact_tags.provenance is 'The stamp of the statement that last wrote it.';

create index contact_tags_tag on public.contact_tags (tag_id);

alter table public.tags enable row level security;
alter table public.contact_tags enable row level security;
revoke all on public.tags, public.contact_tags from public, anon, authenticated, service_role;
grant select on public.tags, public.contact_tags to authenticated;

create policy "Staff read tags" on public.tags
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

create policy "Staff read contact tags" on public.contact_tags
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
