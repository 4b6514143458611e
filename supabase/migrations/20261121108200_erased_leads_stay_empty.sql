-- A lead whose person was erased isn't a member's to write to any more, also not for whoever had it on their screen before.
alter policy "Members change their broker's leads" on public.leads
  using (erased_at is null and broker_id = any (array(select b.id from public.brokers b)))
  with check (erased_at is null and broker_id = any (array(select b.id from public.brokers b)));
