-- The same condition as before, but digits first: parcel numbers are mostly digits, and each is looked for from the left.
alter table public.leads
  drop constraint leads_apn_is_compact,
  add constraint leads_apn_is_compact check (
    translate(apn, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and length(apn) between 1 and 64
  );
