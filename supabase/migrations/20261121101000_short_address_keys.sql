-- Leads are found by half of the hash of their address, as the sixteen bytes that it stands for. Hashes scatter over the whole index, and
-- one of a third of the size stays in memory where the other is read from disk, row by row. 128 bits are as good as 256: nobody has two
-- addresses that agree in them.
drop index public.leads_address_once;
create unique index leads_address_once on public.leads (broker_id, (left(address_hash, 32)::uuid)) where address_hash is not null;

-- Keys are compared byte by byte, not by the rules of a language, which take several times as long where a database has some.
alter table public.leads
  alter column mak type text collate "C",
  alter column apn type text collate "C",
  alter column apn_county type text collate "C",
  alter column address_hash type text collate "C";
