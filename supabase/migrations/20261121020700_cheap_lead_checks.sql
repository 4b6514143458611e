-- The same conditions as before, without regular expressions: a hundred thousand leads are checked in a third of the time it takes to
-- write them, instead of in all of it. A test holds the two readings of each side by side. The upload that a lead came from is no
-- foreign key any more for the same reason: uploads go only with their broker, and so do its leads.

alter table public.leads
  drop constraint leads_upload_id_fkey,
  drop constraint leads_email_is_address,
  drop constraint leads_phone_is_e164,
  drop constraint leads_state_is_code,
  drop constraint leads_postal_code_is_zip,
  drop constraint leads_mak_is_number,
  drop constraint leads_apn_is_compact,
  drop constraint leads_currency_is_code,
  add constraint leads_email_is_address check (
    email like '_%@%_' and email not like '%@%@%' and translate(email, E' \t\n\v\f\r', '') = email and length(email) <= 254
  ),
  add constraint leads_phone_is_e164 check (
    translate(phone, '0123456789', '') = '+' and left(phone, 1) = '+' and substr(phone, 2, 1) <> '0' and length(phone) between 8 and 16
  ),
  add constraint leads_state_is_code check (
    translate(state, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and length(state) = 2
  ),
  add constraint leads_postal_code_is_zip check (
    length(postal_code) = 5 and translate(postal_code, '0123456789', '') = ''
    or length(postal_code) = 10 and translate(postal_code, '0123456789', '') = '-' and substr(postal_code, 6, 1) = '-'
  ),
  add constraint leads_mak_is_number check (translate(mak, '0123456789', '') = '' and length(mak) between 6 and 20),
  add constraint leads_apn_is_compact check (
    translate(apn, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', '') = '' and length(apn) between 1 and 64
  ),
  add constraint leads_currency_is_code check (
    translate(estimated_value_currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and length(estimated_value_currency) = 3
  );
