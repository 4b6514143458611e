-- Leads that agreed before their list was uploaded make the step `consented` too, as those who agree by a link do, and each of them once.
-- What adds and merges leads is to tell who has agreed, and is made anew below (staged_rows_at_once, agreed_by_link).
drop function intake.add_leads(uuid, bigint, uuid, integer[]);
drop function intake.merge_leads(uuid, integer[], bigint[]);
