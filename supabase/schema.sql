-- What all migrations add up to, for reading and reviewing: "npm run sync" writes it, nothing applies it.
-- Each part is named for the file in which "supabase db pull --declarative" puts it.

-- intake/schema.sql

CREATE SCHEMA "intake";

GRANT USAGE ON SCHEMA "intake" TO "authenticated";

COMMENT ON SCHEMA "intake" IS 'Receipts and everything the pipeline needs to be safe. Not exposed by the Data API.';

-- ops/schema.sql

CREATE SCHEMA "ops";

GRANT USAGE ON SCHEMA "ops" TO "authenticated";

COMMENT ON SCHEMA "ops" IS 'Schedules, runs, health and alerts. Not exposed by the Data API.';

-- public/schema.sql

COMMENT ON SCHEMA "public" IS 'standard public schema';

REVOKE ALL ON SCHEMA "public" FROM PUBLIC;

GRANT USAGE ON SCHEMA "public" TO PUBLIC;

REVOKE ALL ON SCHEMA "public" FROM "anon";

GRANT USAGE ON SCHEMA "public" TO "anon";

REVOKE ALL ON SCHEMA "public" FROM "authenticated";

GRANT USAGE ON SCHEMA "public" TO "authenticated";

REVOKE ALL ON SCHEMA "public" FROM "pg_database_owner";

GRANT CREATE, USAGE ON SCHEMA "public" TO "pg_database_owner";

REVOKE ALL ON SCHEMA "public" FROM "service_role";

GRANT USAGE ON SCHEMA "public" TO "service_role";

-- public/adp_wipes.sql

-- Clears assumed destination defaults before creating objects.
-- Safe to load on a project that does not have those defaults.

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON SEQUENCES FROM "anon";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON SEQUENCES FROM "authenticated";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON SEQUENCES FROM "service_role";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON FUNCTIONS FROM "anon";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON FUNCTIONS FROM "authenticated";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON FUNCTIONS FROM "service_role";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON TABLES FROM "anon";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON TABLES FROM "authenticated";

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" REVOKE ALL ON TABLES FROM "service_role";

-- _cluster/extensions/pgcrypto.sql

CREATE EXTENSION "pgcrypto" SCHEMA "extensions";

COMMENT ON EXTENSION "pgcrypto" IS 'cryptographic functions';

-- _cluster/extensions/uuid-ossp.sql

CREATE EXTENSION "uuid-ossp" SCHEMA "extensions";

COMMENT ON EXTENSION "uuid-ossp" IS 'generate universally unique identifiers (UUIDs)';

-- intake/types/person.sql

CREATE TYPE "intake"."person" AS (
  "emails"       text[],
  "email_hashes" text[],
  "contacts"     bigint[],
  "leads"        bigint[],
  "marks"        text[]
);

COMMENT ON TYPE "intake"."person" IS 'A person: every address of theirs and its hash, their contacts and leads, and the marks by which texts are about them.';

-- intake/types/promotion.sql

CREATE TYPE "intake"."promotion" AS (
  "leads_new"       integer,
  "leads_changed"   integer,
  "leads_unchanged" integer,
  "conflicts"       integer,
  "refused"         integer
);

COMMENT ON TYPE "intake"."promotion" IS 'What became of rows that were promoted.';

-- intake/types/staged_match.sql

CREATE TYPE "intake"."staged_match" AS (
  "line"     integer,
  "lead_id"  bigint,
  "fate"     text,
  "lead_ids" bigint[]
);

COMMENT ON TYPE "intake"."staged_match" IS 'A staged row and what becomes of it: new, known, several-leads, other-property, erased or later.';

-- intake/types/step_sum.sql

CREATE TYPE "intake"."step_sum" AS (
  "stage"        text,
  "campaign_id"  bigint,
  "upload_id"    uuid,
  "bucket"       smallint,
  "steps"        bigint,
  "milliseconds" bigint
);

COMMENT ON TYPE "intake"."step_sum" IS 'How many steps there were of a stage, by campaign, upload and duration.';

-- ops/types/job_slot.sql

CREATE TYPE "ops"."job_slot" AS (
  "slot"    text,
  "due_at"  timestamp with time zone,
  "ends_at" timestamp with time zone
);

COMMENT ON TYPE "ops"."job_slot" IS 'What a job is run for: its name, since when it is due, and from when on it is too late.';

-- public/types/campaign_status.sql

CREATE TYPE "public"."campaign_status" AS ENUM (
  'new',
  'queued',
  'active',
  'replied',
  'booked',
  'unsubscribed',
  'bounced',
  'do_not_contact',
  'closed'
);

COMMENT ON TYPE "public"."campaign_status" IS 'How far a lead has come: never contacted, waiting for the campaign tool, in its hands, and what came of it.';

-- intake/tables/campaign_days.sql

CREATE TABLE "intake"."campaign_days" (
  "campaign_id" bigint  NOT NULL,
  "day"         date    NOT NULL,
  "daily_limit" integer NOT NULL,
  "used"        integer NOT NULL DEFAULT 0,
  CONSTRAINT "campaign_days_once" PRIMARY KEY (campaign_id, day),
  CONSTRAINT "campaign_days_used_within_limit" CHECK (((used >= 0) AND (used <= daily_limit))),
  CONSTRAINT "campaign_days_campaign_id_fkey" FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."campaign_days"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Members read the days of their broker's campaigns" ON "intake"."campaign_days"
  FOR SELECT
  TO "authenticated"
  USING ((campaign_id = ANY (ARRAY( SELECT c.id
   FROM public.campaigns c))));

GRANT SELECT ON TABLE "intake"."campaign_days" TO "authenticated";

COMMENT ON COLUMN "intake"."campaign_days"."daily_limit" IS 'The campaign''s number when a place was last used; it may have been lowered since.';

COMMENT ON COLUMN "intake"."campaign_days"."used" IS 'Leads that the tool took that day, or may have taken.';

COMMENT ON TABLE "intake"."campaign_days" IS 'How many leads may have reached each campaign''s tool, per day of the broker''s zone.';

-- intake/tables/campaign_outbox.sql

CREATE TABLE "intake"."campaign_outbox" (
  "id"              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "key"             uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "campaign_id"     bigint                   NOT NULL,
  "broker_id"       bigint                   NOT NULL,
  "lead_id"         bigint                   NOT NULL,
  "person"          text,
  "status"          text                     NOT NULL DEFAULT 'waiting'::text,
  "attempts"        integer                  NOT NULL DEFAULT 0,
  "in_flight"       boolean                  NOT NULL DEFAULT false,
  "day"             date,
  "is_uncertain"    boolean                  NOT NULL DEFAULT false,
  "reason"          text,
  "queued_at"       timestamp with time zone NOT NULL,
  "next_attempt_at" timestamp with time zone NOT NULL,
  "fed_at"          timestamp with time zone,
  "dead_at"         timestamp with time zone,
  CONSTRAINT "campaign_outbox_attempts_range" CHECK ((attempts >= 0)),
  CONSTRAINT "campaign_outbox_dead_has_time" CHECK (((status = 'dead'::text) = (dead_at IS NOT NULL))),
  CONSTRAINT "campaign_outbox_fed_has_time" CHECK (((status = 'fed'::text) = (fed_at IS NOT NULL))),
  CONSTRAINT "campaign_outbox_key_once" UNIQUE (key),
  CONSTRAINT "campaign_outbox_once" UNIQUE (campaign_id, lead_id),
  CONSTRAINT "campaign_outbox_person_once" UNIQUE (broker_id, person),
  CONSTRAINT "campaign_outbox_pkey" PRIMARY KEY (id),
  CONSTRAINT "campaign_outbox_reason_is_code" CHECK ((reason ~ '^[A-Z0-9_]{1,64}$'::text)),
  CONSTRAINT "campaign_outbox_status_is_known"
    CHECK ((status = ANY (ARRAY['waiting'::text, 'fed'::text, 'dead'::text]))),
  CONSTRAINT "campaign_outbox_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "campaign_outbox_campaign_id_fkey" FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id)
    ON DELETE CASCADE,
  CONSTRAINT "campaign_outbox_lead_id_fkey" FOREIGN KEY (lead_id) REFERENCES public.leads(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."campaign_outbox"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX campaign_outbox_dead ON intake.campaign_outbox USING btree (campaign_id)
  WHERE (status = 'dead'::text);

CREATE INDEX campaign_outbox_lead ON intake.campaign_outbox USING btree (lead_id);

CREATE INDEX campaign_outbox_waiting ON intake.campaign_outbox USING btree (campaign_id, next_attempt_at)
  WHERE (status = 'waiting'::text);

CREATE TRIGGER date_campaign_death
  BEFORE UPDATE OF status ON intake.campaign_outbox
  FOR EACH ROW
  WHEN (((old.status = 'dead'::text) <> (new.status = 'dead'::text)))
  EXECUTE FUNCTION intake.date_campaign_death();

CREATE POLICY "Members read what is on its way into their broker's campaigns" ON "intake"."campaign_outbox"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

GRANT SELECT ("attempts") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("broker_id") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("campaign_id") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("dead_at") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("fed_at") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("id") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("lead_id") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("next_attempt_at") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("queued_at") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("reason") ON TABLE "intake"."campaign_outbox" TO "authenticated";

GRANT SELECT ("status") ON TABLE "intake"."campaign_outbox" TO "authenticated";

COMMENT ON COLUMN "intake"."campaign_outbox"."attempts" IS 'Which attempt is the last one that began.';

COMMENT ON COLUMN "intake"."campaign_outbox"."day" IS 'On which day''s account it holds a place; null when on none.';

COMMENT ON COLUMN "intake"."campaign_outbox"."dead_at" IS 'Since when it is given up.';

COMMENT ON COLUMN "intake"."campaign_outbox"."in_flight" IS 'Whether the last attempt began and nothing was heard of it since.';

COMMENT ON COLUMN "intake"."campaign_outbox"."is_uncertain" IS 'Whether an attempt of that day may have reached the tool, though nobody heard that it did.';

COMMENT ON COLUMN "intake"."campaign_outbox"."key" IS 'The idempotency key that the tool is given, the same at each attempt.';

COMMENT ON COLUMN "intake"."campaign_outbox"."person" IS 'The hash of the address: nobody enters two campaigns of a broker. Null once they were erased.';

COMMENT ON COLUMN "intake"."campaign_outbox"."reason" IS 'What the last attempt failed with.';

COMMENT ON TABLE "intake"."campaign_outbox" IS 'Leads on their way into a campaign: waiting for its tool, taken by it, or given up.';

-- intake/tables/campaign_tools.sql

CREATE TABLE "intake"."campaign_tools" (
  "campaign_id"    bigint                   NOT NULL,
  "failures"       integer                  NOT NULL DEFAULT 0,
  "last_error"     text,
  "last_failed_at" timestamp with time zone,
  "resume_at"      timestamp with time zone,
  CONSTRAINT "campaign_tools_failures_range" CHECK ((failures >= 0)),
  CONSTRAINT "campaign_tools_last_error_is_code" CHECK ((last_error ~ '^[A-Z0-9_]{1,64}$'::text)),
  CONSTRAINT "campaign_tools_pkey" PRIMARY KEY (campaign_id),
  CONSTRAINT "campaign_tools_campaign_id_fkey" FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."campaign_tools"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Members read how their broker's campaign tools are doing" ON "intake"."campaign_tools"
  FOR SELECT
  TO "authenticated"
  USING ((campaign_id = ANY (ARRAY( SELECT c.id
   FROM public.campaigns c))));

GRANT SELECT ON TABLE "intake"."campaign_tools" TO "authenticated";

COMMENT ON COLUMN "intake"."campaign_tools"."failures" IS 'How often in a row nothing could be delivered.';

COMMENT ON COLUMN "intake"."campaign_tools"."resume_at" IS 'Until then nothing is sent: it asked for a pause, or failed too recently.';

COMMENT ON TABLE "intake"."campaign_tools" IS 'How the campaign tool of each campaign has been doing, once it has failed.';

-- intake/tables/consent_tokens.sql

CREATE TABLE "intake"."consent_tokens" (
  "id"              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "nonce_hash"      text                     NOT NULL,
  "purpose"         text                     NOT NULL,
  "lead_id"         bigint                   NOT NULL,
  "consent_text_id" bigint,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "expires_at"      timestamp with time zone NOT NULL,
  "redeemed_at"     timestamp with time zone,
  CONSTRAINT "consent_tokens_consent_has_text" CHECK (((purpose = 'consent'::text) = (consent_text_id IS
    NOT NULL))),
  CONSTRAINT "consent_tokens_expiry_range"
    CHECK (((expires_at >= created_at) AND (expires_at <= (created_at + '800 days'::interval)))),
  CONSTRAINT "consent_tokens_nonce_hash_is_sha256" CHECK ((nonce_hash ~ '^[0-9a-f]{64}$'::text)),
  CONSTRAINT "consent_tokens_once" UNIQUE (nonce_hash),
  CONSTRAINT "consent_tokens_pkey" PRIMARY KEY (id),
  CONSTRAINT "consent_tokens_purpose_is_known"
    CHECK ((purpose = ANY (ARRAY['consent'::text, 'unsubscribe'::text]))),
  CONSTRAINT "consent_tokens_consent_text_id_fkey" FOREIGN KEY (consent_text_id)
    REFERENCES public.consent_texts(id) ON DELETE CASCADE,
  CONSTRAINT "consent_tokens_lead_id_fkey" FOREIGN KEY (lead_id) REFERENCES public.leads(id) ON DELETE CASCADE
);

ALTER TABLE "intake"."consent_tokens"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX consent_tokens_expiry ON intake.consent_tokens USING btree (expires_at);

CREATE INDEX consent_tokens_lead ON intake.consent_tokens USING btree (lead_id);

CREATE INDEX consent_tokens_text ON intake.consent_tokens USING btree (consent_text_id)
  WHERE (consent_text_id IS NOT NULL);

CREATE POLICY "Nobody reads consent tokens" ON "intake"."consent_tokens"
  FOR ALL
  TO "anon", "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON COLUMN "intake"."consent_tokens"."consent_text_id" IS 'The text that the link shows, and that is agreed to by it.';

COMMENT ON TABLE "intake"."consent_tokens" IS 'The links by which leads agree or unsubscribe: each of these is redeemed once.';

-- intake/tables/erased_keys.sql

CREATE TABLE "intake"."erased_keys" (
  "hash"       text   NOT NULL,
  "erasure_id" bigint NOT NULL,
  CONSTRAINT "erased_keys_pkey" PRIMARY KEY (hash),
  CONSTRAINT "erased_keys_erasure_id_fkey" FOREIGN KEY (erasure_id) REFERENCES intake.erasures(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."erased_keys"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX erased_keys_erasure ON intake.erased_keys USING btree (erasure_id);

CREATE POLICY "Nobody reads or writes erased keys directly" ON "intake"."erased_keys"
  FOR ALL
  TO "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON TABLE "intake"."erased_keys" IS 'Keyed hashes of what an erased person was known by: e-mail, phone, and the keys of their properties.';

-- intake/tables/erasures.sql

CREATE TABLE "intake"."erasures" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "email_hash"  text                     NOT NULL,
  "erased_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "erased_by"   text                     NOT NULL,
  "counts"      jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "finished_at" timestamp with time zone,
  CONSTRAINT "erasures_erased_by_length" CHECK (((length(erased_by) >= 1) AND (length(erased_by) <= 255))),
  CONSTRAINT "erasures_pkey" PRIMARY KEY (id)
);

ALTER TABLE "intake"."erasures"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX erasures_email_hash ON intake.erasures USING btree (email_hash);

CREATE POLICY "Staff read erasures" ON "intake"."erasures"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."erasures" TO "authenticated";

COMMENT ON COLUMN "intake"."erasures"."counts" IS 'How many rows of each table were emptied or removed.';

COMMENT ON COLUMN "intake"."erasures"."erased_by" IS 'Who carried it out: the role or person that called.';

COMMENT ON COLUMN "intake"."erasures"."finished_at" IS 'When the last receipt had been looked through.';

COMMENT ON TABLE "intake"."erasures" IS 'The erasures that were carried out, without saying of whom.';

-- intake/tables/ingest_replay_guard.sql

CREATE TABLE "intake"."ingest_replay_guard" (
  "broker_id"     bigint                   NOT NULL,
  "kind"          text                     NOT NULL,
  "value"         text                     NOT NULL,
  "upload_id"     uuid                     NOT NULL,
  "first_seen_at" timestamp with time zone NOT NULL DEFAULT now(),
  "expires_at"    timestamp with time zone NOT NULL DEFAULT (now() + '7 days'::interval),
  CONSTRAINT "ingest_replay_guard_kind_is_known" CHECK ((kind = ANY (ARRAY['id'::text, 'content'::text]))),
  CONSTRAINT "ingest_replay_guard_pkey" PRIMARY KEY (broker_id, kind, value),
  CONSTRAINT "ingest_replay_guard_value_length" CHECK (((length(value) >= 1) AND (length(value) <= 255))),
  CONSTRAINT "ingest_replay_guard_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "ingest_replay_guard_upload_id_fkey" FOREIGN KEY (upload_id) REFERENCES public.lead_uploads(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."ingest_replay_guard"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX ingest_replay_guard_expiry ON intake.ingest_replay_guard USING btree (expires_at);

CREATE INDEX ingest_replay_guard_upload ON intake.ingest_replay_guard USING btree (upload_id);

CREATE POLICY "Staff read the replay guard" ON "intake"."ingest_replay_guard"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."ingest_replay_guard" TO "authenticated";

COMMENT ON COLUMN "intake"."ingest_replay_guard"."value" IS 'id: the webhook-id that the sender chose. content: the SHA-256 of the file, in hex.';

COMMENT ON TABLE "intake"."ingest_replay_guard" IS 'The ids and contents of uploads, for as long as the same one is refused.';

-- intake/tables/leads_staging.sql

CREATE TABLE "intake"."leads_staging" (
  "upload_id"                uuid                     NOT NULL,
  "line"                     integer                  NOT NULL,
  "full_name"                text,
  "given_name"               text,
  "family_name"              text,
  "email"                    text,
  "email_encrypted"          text,
  "email_hash"               text,
  "phone"                    text,
  "phone_sent"               text,
  "street"                   text,
  "unit"                     text,
  "city"                     text,
  "state"                    text,
  "postal_code"              text,
  "county"                   text,
  "property_type"            text,
  "bedrooms"                 numeric,
  "bathrooms"                numeric,
  "living_area_sqft"         integer,
  "year_built"               integer,
  "estimated_value_amount"   bigint,
  "estimated_value_currency" text,
  "owner_occupied"           boolean,
  "tags"                     text[],
  "mak"                      text,
  "apn"                      text,
  "apn_county"               text,
  "address_hash"             text,
  "email_verified"           boolean,
  "phone_verified"           boolean,
  "email_verification_codes" text[],
  "phone_verification_codes" text[],
  "melissa_payload"          jsonb,
  "consent"                  boolean,
  "consent_at"               timestamp with time zone,
  "consent_source"           text,
  "consent_text_version"     text,
  "score"                    integer,
  CONSTRAINT "leads_staging_pkey" PRIMARY KEY (upload_id, line)
);

ALTER TABLE "intake"."leads_staging"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Nobody reads or writes staged rows directly" ON "intake"."leads_staging"
  FOR ALL
  TO "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON COLUMN "intake"."leads_staging"."email_verified" IS 'What its verification found out: true, false, or null for nothing.';

COMMENT ON COLUMN "intake"."leads_staging"."upload_id" IS 'Not a foreign key, which would be looked up for each of a hundred thousand rows.';

COMMENT ON TABLE "intake"."leads_staging" IS 'Rows of uploads that aren''t promoted yet; what a row doesn''t state is null.';

-- intake/tables/parted_addresses.sql

CREATE TABLE "intake"."parted_addresses" (
  "broker_id"  bigint                   NOT NULL,
  "email_hash" text                     NOT NULL,
  "parted_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "parted_addresses_pkey" PRIMARY KEY (broker_id, email_hash),
  CONSTRAINT "parted_addresses_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE
);

ALTER TABLE "intake"."parted_addresses"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Nobody reads or writes parted addresses directly" ON "intake"."parted_addresses"
  FOR ALL
  TO "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON TABLE "intake"."parted_addresses" IS 'Addresses that leads had when they were taken out of all campaigns, and have no longer: nobody is written to there.';

-- intake/tables/pipeline_dlq.sql

CREATE TABLE "intake"."pipeline_dlq" (
  "id"               bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "webhook_event_id" bigint                   NOT NULL,
  "kind"             text                     NOT NULL,
  "reason"           text                     NOT NULL,
  "field"            text,
  "status"           text                     NOT NULL DEFAULT 'waiting'::text,
  "attempts"         integer                  NOT NULL DEFAULT 0,
  "first_failed_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "last_failed_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "next_attempt_at"  timestamp with time zone NOT NULL DEFAULT (now() + '00:01:00'::interval),
  "resolved_at"      timestamp with time zone,
  CONSTRAINT "pipeline_dlq_attempts_range" CHECK ((attempts >= 0)),
  CONSTRAINT "pipeline_dlq_kind_is_known" CHECK ((kind = ANY (ARRAY['normalise'::text, 'apply'::text]))),
  CONSTRAINT "pipeline_dlq_once" UNIQUE (webhook_event_id),
  CONSTRAINT "pipeline_dlq_pkey" PRIMARY KEY (id),
  CONSTRAINT "pipeline_dlq_resolved_has_time" CHECK (((status = 'resolved'::text) = (resolved_at IS
    NOT NULL))),
  CONSTRAINT "pipeline_dlq_status_is_known"
    CHECK ((status = ANY (ARRAY['waiting'::text, 'resolved'::text, 'dead'::text]))),
  CONSTRAINT "pipeline_dlq_webhook_event_id_fkey" FOREIGN KEY (webhook_event_id)
    REFERENCES intake.webhook_events(id) ON DELETE CASCADE
);

ALTER TABLE "intake"."pipeline_dlq"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX pipeline_dlq_due ON intake.pipeline_dlq USING btree (next_attempt_at)
  WHERE (status = 'waiting'::text);

CREATE INDEX pipeline_dlq_unresolved ON intake.pipeline_dlq USING btree (webhook_event_id)
  WHERE (status <> 'resolved'::text);

CREATE POLICY "Staff read the dead letter queue" ON "intake"."pipeline_dlq"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."pipeline_dlq" TO "authenticated";

COMMENT ON COLUMN "intake"."pipeline_dlq"."field" IS 'The payload''s field or the constraint that is to blame.';

COMMENT ON COLUMN "intake"."pipeline_dlq"."kind" IS 'normalise: the payload could not be mapped. apply: the database refused the changes.';

COMMENT ON COLUMN "intake"."pipeline_dlq"."reason" IS 'A mapping problem''s code, or an SQLSTATE; never a message, which could hold personal data.';

COMMENT ON TABLE "intake"."pipeline_dlq" IS 'Events that were received but could not be applied, with the reason and the next attempt.';

-- intake/tables/rate_limit_buckets.sql

CREATE TABLE "intake"."rate_limit_buckets" (
  "source"      text                     NOT NULL,
  "tokens"      double precision         NOT NULL,
  "refilled_at" timestamp with time zone NOT NULL,
  "day"         date                     NOT NULL,
  "day_count"   bigint                   NOT NULL,
  "month"       date                     NOT NULL,
  "month_count" bigint                   NOT NULL,
  CONSTRAINT "rate_limit_buckets_pkey" PRIMARY KEY (source)
);

ALTER TABLE "intake"."rate_limit_buckets"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read buckets" ON "intake"."rate_limit_buckets"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."rate_limit_buckets" TO "authenticated";

COMMENT ON TABLE "intake"."rate_limit_buckets" IS 'What each source has left: tokens as of refilled_at, and what its day and month have seen.';

-- intake/tables/rate_limit_grants.sql

CREATE TABLE "intake"."rate_limit_grants" (
  "id"             bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "source"         text                     NOT NULL,
  "extra_capacity" integer                  NOT NULL,
  "expires_at"     timestamp with time zone NOT NULL,
  "reason"         text                     NOT NULL DEFAULT ''::text,
  "created_at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "rate_limit_grants_extra_capacity_range"
    CHECK (((extra_capacity >= 1) AND (extra_capacity <= 1000000))),
  CONSTRAINT "rate_limit_grants_pkey" PRIMARY KEY (id)
);

ALTER TABLE "intake"."rate_limit_grants"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX rate_limit_grants_source ON intake.rate_limit_grants USING btree (source, expires_at);

CREATE POLICY "Staff read burst grants" ON "intake"."rate_limit_grants"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."rate_limit_grants" TO "authenticated";

COMMENT ON TABLE "intake"."rate_limit_grants" IS 'Burst grants: capacity on top of a source''s limit until a time, for a launch or a replay.';

-- intake/tables/rate_limit_spendings.sql

CREATE TABLE "intake"."rate_limit_spendings" (
  "id"       bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "source"   text                     NOT NULL,
  "cost"     integer                  NOT NULL,
  "spent_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "rate_limit_spendings_cost_positive" CHECK ((cost > 0)),
  CONSTRAINT "rate_limit_spendings_pkey" PRIMARY KEY (id)
);

ALTER TABLE "intake"."rate_limit_spendings"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX rate_limit_spendings_source ON intake.rate_limit_spendings USING btree (source);

CREATE POLICY "Nobody reads spendings" ON "intake"."rate_limit_spendings"
  FOR ALL
  TO "anon", "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON TABLE "intake"."rate_limit_spendings" IS 'Tokens that were spent while the bucket''s row was held; whoever holds it next takes them off and deletes these.';

-- intake/tables/rate_limits.sql

CREATE TABLE "intake"."rate_limits" (
  "source"            text                     NOT NULL,
  "capacity"          integer                  NOT NULL,
  "refill_per_minute" integer                  NOT NULL,
  "daily_quota"       bigint,
  "monthly_quota"     bigint,
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "rate_limits_capacity_range" CHECK (((capacity >= 1) AND (capacity <= 1000000))),
  CONSTRAINT "rate_limits_pkey" PRIMARY KEY (source),
  CONSTRAINT "rate_limits_quotas_positive" CHECK (((daily_quota > 0) AND (monthly_quota > 0))),
  CONSTRAINT "rate_limits_refill_range" CHECK (((refill_per_minute >= 1) AND (refill_per_minute <= 1000000)))
);

ALTER TABLE "intake"."rate_limits"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read rate limits" ON "intake"."rate_limits"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."rate_limits" TO "authenticated";

COMMENT ON COLUMN "intake"."rate_limits"."capacity" IS 'How many deliveries may come at once: the size of the token bucket.';

COMMENT ON COLUMN "intake"."rate_limits"."daily_quota" IS 'How many per day, UTC; null for as many as the bucket lets through.';

COMMENT ON COLUMN "intake"."rate_limits"."monthly_quota" IS 'How many per calendar month, UTC; null for as many as the bucket lets through.';

COMMENT ON COLUMN "intake"."rate_limits"."refill_per_minute" IS 'How many per minute in the long run.';

COMMENT ON TABLE "intake"."rate_limits" IS 'The limit of each source: a provider, a provider/endpoint, or * for all without a row of their own.';

-- intake/tables/receipt_hours.sql

CREATE TABLE "intake"."receipt_hours" (
  "hour"              timestamp with time zone NOT NULL,
  "provider"          text                     NOT NULL,
  "count"             integer                  NOT NULL,
  "first_received_at" timestamp with time zone NOT NULL,
  "last_received_at"  timestamp with time zone NOT NULL,
  CONSTRAINT "receipt_hours_count_range" CHECK ((count > 0)),
  CONSTRAINT "receipt_hours_hour_is_whole"
    CHECK ((((EXTRACT(epoch FROM hour))::bigint % (3600)::bigint) = 0)),
  CONSTRAINT "receipt_hours_once" PRIMARY KEY (hour, provider)
);

ALTER TABLE "intake"."receipt_hours"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read the sums of receipts" ON "intake"."receipt_hours"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."receipt_hours" TO "authenticated";

COMMENT ON TABLE "intake"."receipt_hours" IS 'Receipts per provider and hour, of the hours that are over. What becomes of a receipt changes nothing here.';

-- intake/tables/reconciliations.sql

CREATE TABLE "intake"."reconciliations" (
  "provider"         text                     NOT NULL,
  "reconciled_until" timestamp with time zone NOT NULL,
  "window_until"     timestamp with time zone,
  "next_page"        text,
  "last_run_at"      timestamp with time zone NOT NULL,
  "last_error"       text,
  "failures"         integer                  NOT NULL DEFAULT 0,
  "failing_since"    timestamp with time zone,
  CONSTRAINT "reconciliations_failing_since_first_failure" CHECK (((failures = 0) = (failing_since IS NULL))),
  CONSTRAINT "reconciliations_last_error_is_code" CHECK ((last_error ~ '^[A-Z0-9_]{1,64}$'::text)),
  CONSTRAINT "reconciliations_next_page_is_of_a_window"
    CHECK (((next_page IS NULL) = (window_until IS NULL))),
  CONSTRAINT "reconciliations_next_page_length"
    CHECK (((length(next_page) >= 1) AND (length(next_page) <= 4000))),
  CONSTRAINT "reconciliations_pkey" PRIMARY KEY (provider),
  CONSTRAINT "reconciliations_provider_is_slug" CHECK ((provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'::text))
);

ALTER TABLE "intake"."reconciliations"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read reconciliations" ON "intake"."reconciliations"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."reconciliations" TO "authenticated";

COMMENT ON COLUMN "intake"."reconciliations"."failing_since" IS 'When the first of them did; null when the last run did not.';

COMMENT ON COLUMN "intake"."reconciliations"."failures" IS 'How many runs in a row have failed with this provider.';

COMMENT ON COLUMN "intake"."reconciliations"."last_error" IS 'The code of what the last run failed with; null when it did not.';

COMMENT ON COLUMN "intake"."reconciliations"."next_page" IS 'The page of that window to go on with, in the provider''s own words.';

COMMENT ON COLUMN "intake"."reconciliations"."reconciled_until" IS 'Everything that was created before is here.';

COMMENT ON COLUMN "intake"."reconciliations"."window_until" IS 'Where the window ends that a run began and the next one goes on with; null when none is open.';

COMMENT ON TABLE "intake"."reconciliations" IS 'How far each provider''s own list of events has been gone through.';

-- intake/tables/refusals.sql

CREATE TABLE "intake"."refusals" (
  "function" text                     NOT NULL,
  "reason"   text                     NOT NULL,
  "minute"   timestamp with time zone NOT NULL,
  "count"    bigint                   NOT NULL,
  CONSTRAINT "refusals_count_positive" CHECK ((count > 0)),
  CONSTRAINT "refusals_function_is_slug" CHECK ((function ~ '^[a-z0-9][a-z0-9-]{0,79}$'::text)),
  CONSTRAINT "refusals_pkey" PRIMARY KEY (minute, function, reason),
  CONSTRAINT "refusals_reason_is_slug" CHECK ((reason ~ '^[a-z][a-z0-9-]{0,63}$'::text))
);

ALTER TABLE "intake"."refusals"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read refusals" ON "intake"."refusals"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."refusals" TO "authenticated";

COMMENT ON TABLE "intake"."refusals" IS 'How many requests each function refused for which reason, by the minute.';

-- intake/tables/transaction_aliases.sql

CREATE TABLE "intake"."transaction_aliases" (
  "provider"    text                     NOT NULL,
  "alias"       text                     NOT NULL,
  "external_id" text                     NOT NULL,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "transaction_aliases_alias_length" CHECK (((length(alias) >= 1) AND (length(alias) <= 255))),
  CONSTRAINT "transaction_aliases_are_others" CHECK ((alias <> external_id)),
  CONSTRAINT "transaction_aliases_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "transaction_aliases_pkey" PRIMARY KEY (provider, alias)
);

ALTER TABLE "intake"."transaction_aliases"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Nobody reads aliases" ON "intake"."transaction_aliases"
  FOR ALL
  TO "anon", "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON COLUMN "intake"."transaction_aliases"."external_id" IS 'The id that the payment has in public.transactions.';

COMMENT ON TABLE "intake"."transaction_aliases" IS 'Other ids under which a provider tells of a payment.';

-- intake/tables/webhook_events.sql

CREATE TABLE "intake"."webhook_events" (
  "id"                bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"          text                     NOT NULL,
  "endpoint"          text                     NOT NULL DEFAULT ''::text,
  "event_id"          text                     NOT NULL,
  "event_type"        text                     NOT NULL,
  "status"            text                     NOT NULL,
  "occurred_at"       timestamp with time zone,
  "received_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "request_id"        uuid                     NOT NULL,
  "payload"           jsonb,
  "changes"           jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "duplicates"        integer                  NOT NULL DEFAULT 0,
  "last_duplicate_at" timestamp with time zone,
  "revision"          integer                  NOT NULL DEFAULT 0,
  CONSTRAINT "webhook_events_endpoint_is_slug" CHECK ((endpoint ~ '^[a-z0-9-]{0,64}$'::text)),
  CONSTRAINT "webhook_events_event_id_length" CHECK (((length(event_id) >= 1) AND (length(event_id) <= 255))),
  CONSTRAINT "webhook_events_event_type_length"
    CHECK (((length(event_type) >= 1) AND (length(event_type) <= 255))),
  CONSTRAINT "webhook_events_once" UNIQUE (provider, endpoint, event_id),
  CONSTRAINT "webhook_events_pkey" PRIMARY KEY (id),
  CONSTRAINT "webhook_events_provider_is_slug" CHECK ((provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'::text)),
  CONSTRAINT "webhook_events_status_is_known"
    CHECK ((status = ANY (ARRAY['processed'::text, 'stored'::text, 'deferred'::text, 'dead'::text])))
);

ALTER TABLE "intake"."webhook_events"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX webhook_events_failed ON intake.webhook_events USING btree (received_at)
  WHERE (status = ANY (ARRAY['deferred'::text, 'dead'::text]));

CREATE INDEX webhook_events_times ON intake.webhook_events USING brin (received_at, last_duplicate_at)
  WITH (pages_per_range='16', autosummarize='on');

CREATE POLICY "Staff read receipts" ON "intake"."webhook_events"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "intake"."webhook_events" TO "authenticated";

COMMENT ON COLUMN "intake"."webhook_events"."changes" IS 'What the event was taken to say.';

COMMENT ON COLUMN "intake"."webhook_events"."endpoint" IS 'The named endpoint it came in by; empty for the provider''s default one.';

COMMENT ON COLUMN "intake"."webhook_events"."occurred_at" IS 'When it happened, by the provider''s clock; null when the provider doesn''t say.';

COMMENT ON COLUMN "intake"."webhook_events"."payload" IS 'The event as sent; null once the retention of payloads has passed.';

COMMENT ON COLUMN "intake"."webhook_events"."revision" IS 'How often it was applied again with other changes; part of its stamps from the first time on.';

COMMENT ON COLUMN "intake"."webhook_events"."status" IS 'processed: applied. stored: kept, nothing to apply. deferred: waits in the dead letter queue. dead: given up.';

COMMENT ON TABLE "intake"."webhook_events" IS 'One receipt per verified event; its uniqueness is what makes a repeated delivery a duplicate.';

-- intake/tables/webhook_nonces.sql

CREATE TABLE "intake"."webhook_nonces" (
  "provider"   text                     NOT NULL,
  "endpoint"   text                     NOT NULL,
  "nonce"      text                     NOT NULL,
  "event_id"   text                     NOT NULL,
  "expires_at" timestamp with time zone NOT NULL,
  CONSTRAINT "webhook_nonces_nonce_length" CHECK (((length(nonce) >= 1) AND (length(nonce) <= 255))),
  CONSTRAINT "webhook_nonces_pkey" PRIMARY KEY (provider, endpoint, nonce)
);

ALTER TABLE "intake"."webhook_nonces"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX webhook_nonces_expiry ON intake.webhook_nonces USING btree (expires_at);

CREATE POLICY "Nobody reads nonces" ON "intake"."webhook_nonces"
  FOR ALL
  TO "anon", "authenticated"
  USING (false)
  WITH CHECK (false);

COMMENT ON TABLE "intake"."webhook_nonces" IS 'One-time values and the event that used each up, for 15 minutes or as long as the sender''s signature holds.';

-- ops/tables/health_alerts.sql

CREATE TABLE "ops"."health_alerts" (
  "id"           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "origin"       text                     NOT NULL,
  "kind"         text                     NOT NULL,
  "subject"      text                     NOT NULL,
  "severity"     text                     NOT NULL,
  "code"         text,
  "raised_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "last_seen_at" timestamp with time zone NOT NULL DEFAULT now(),
  "resolved_at"  timestamp with time zone,
  "told"         text,
  CONSTRAINT "health_alerts_origin_is_known" CHECK ((origin = ANY (ARRAY['health'::text, 'security'::text]))),
  CONSTRAINT "health_alerts_pkey" PRIMARY KEY (id),
  CONSTRAINT "health_alerts_resolved_after_seen" CHECK ((resolved_at >= last_seen_at)),
  CONSTRAINT "health_alerts_severity_is_known"
    CHECK ((severity = ANY (ARRAY['critical'::text, 'warning'::text, 'info'::text]))),
  CONSTRAINT "health_alerts_told_is_known"
    CHECK ((told = ANY (ARRAY['critical'::text, 'warning'::text, 'resolved'::text])))
);

ALTER TABLE "ops"."health_alerts"
  ENABLE ROW LEVEL SECURITY;

CREATE UNIQUE INDEX health_alerts_open ON ops.health_alerts USING btree (kind, subject)
  WHERE (resolved_at IS NULL);

CREATE INDEX health_alerts_seen ON ops.health_alerts USING btree (last_seen_at);

CREATE INDEX health_alerts_untold ON ops.health_alerts USING btree (id)
  WHERE ((resolved_at IS NULL) OR (told <> 'resolved'::text));

CREATE POLICY "Staff read alerts" ON "ops"."health_alerts"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "ops"."health_alerts" TO "authenticated";

COMMENT ON COLUMN "ops"."health_alerts"."origin" IS 'Who says so: v_database_health or v_webhook_security_alerts.';

COMMENT ON COLUMN "ops"."health_alerts"."severity" IS 'As it was last seen.';

COMMENT ON COLUMN "ops"."health_alerts"."told" IS 'What was last told of it: how bad it is, or that it is over; null when nobody was told.';

COMMENT ON TABLE "ops"."health_alerts" IS 'What was not well: when that was first and last seen, and when it was over.';

-- ops/tables/health_check_log.sql

CREATE TABLE "ops"."health_check_log" (
  "hour"        timestamp with time zone NOT NULL,
  "checked_at"  timestamp with time zone NOT NULL,
  "status"      text                     NOT NULL,
  "problems"    jsonb                    NOT NULL,
  "open_alerts" integer                  NOT NULL,
  CONSTRAINT "health_check_log_hour_is_whole"
    CHECK ((((EXTRACT(epoch FROM hour))::bigint % (3600)::bigint) = 0)),
  CONSTRAINT "health_check_log_pkey" PRIMARY KEY (hour),
  CONSTRAINT "health_check_log_status_is_known"
    CHECK ((status = ANY (ARRAY['ok'::text, 'warning'::text, 'critical'::text])))
);

ALTER TABLE "ops"."health_check_log"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read the log of health checks" ON "ops"."health_check_log"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "ops"."health_check_log" TO "authenticated";

COMMENT ON COLUMN "ops"."health_check_log"."problems" IS 'The checks that were not well then.';

COMMENT ON TABLE "ops"."health_check_log" IS 'One line per hour: the worst that the checks of that hour found.';

-- ops/tables/job_runs.sql

CREATE TABLE "ops"."job_runs" (
  "id"             bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "job"            text                     NOT NULL,
  "slot"           text                     NOT NULL,
  "due_at"         timestamp with time zone NOT NULL,
  "ends_at"        timestamp with time zone,
  "status"         text                     NOT NULL DEFAULT 'due'::text,
  "attempts"       integer                  NOT NULL DEFAULT 0,
  "dispatched_at"  timestamp with time zone,
  "deadline_at"    timestamp with time zone,
  "net_request_id" bigint,
  "request_id"     uuid,
  "claimed_at"     timestamp with time zone,
  "completed_at"   timestamp with time zone,
  "milliseconds"   integer,
  "counts"         jsonb,
  "error"          text,
  CONSTRAINT "job_runs_attempts_range" CHECK ((attempts >= 0)),
  CONSTRAINT "job_runs_counts_is_object" CHECK ((jsonb_typeof(counts) = 'object'::text)),
  CONSTRAINT "job_runs_error_is_code" CHECK ((error ~ '^[A-Z0-9_]{1,64}$'::text)),
  CONSTRAINT "job_runs_live_has_deadline"
    CHECK (((status <> ALL (ARRAY['dispatched'::text, 'running'::text])) OR (deadline_at IS NOT NULL))),
  CONSTRAINT "job_runs_milliseconds_range" CHECK ((milliseconds >= 0)),
  CONSTRAINT "job_runs_once" UNIQUE (job, slot),
  CONSTRAINT "job_runs_over_has_time"
    CHECK (((status = ANY (ARRAY['completed'::text, 'failed'::text, 'abandoned'::text])) = (completed_at IS
    NOT NULL))),
  CONSTRAINT "job_runs_pkey" PRIMARY KEY (id),
  CONSTRAINT "job_runs_running_is_claimed" CHECK (((status <> 'running'::text) OR (request_id IS NOT NULL))),
  CONSTRAINT "job_runs_slot_length" CHECK (((length(slot) >= 1) AND (length(slot) <= 100))),
  CONSTRAINT "job_runs_status_is_known"
    CHECK
    ((status = ANY (ARRAY['due'::text, 'dispatched'::text, 'running'::text, 'completed'::text, 'failed'::text,
    'abandoned'::text]))),
  CONSTRAINT "job_runs_job_fkey" FOREIGN KEY (job) REFERENCES ops.scheduled_jobs(name) ON UPDATE CASCADE
    ON DELETE CASCADE
);

ALTER TABLE "ops"."job_runs"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX job_runs_due ON ops.job_runs USING btree (due_at);

CREATE INDEX job_runs_last ON ops.job_runs USING btree (job, completed_at)
  WHERE (completed_at IS NOT NULL);

CREATE UNIQUE INDEX job_runs_live ON ops.job_runs USING btree (job)
  WHERE (status = ANY (ARRAY['due'::text, 'dispatched'::text, 'running'::text]));

CREATE POLICY "Staff read job runs" ON "ops"."job_runs"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "ops"."job_runs" TO "authenticated";

COMMENT ON COLUMN "ops"."job_runs"."attempts" IS 'How often it was sent.';

COMMENT ON COLUMN "ops"."job_runs"."deadline_at" IS 'Until when it is waited for its being taken up, and then for its being done.';

COMMENT ON COLUMN "ops"."job_runs"."ends_at" IS 'From when on it is not sent any more; null for never.';

COMMENT ON COLUMN "ops"."job_runs"."error" IS 'A code; never a message, which could hold personal data.';

COMMENT ON COLUMN "ops"."job_runs"."net_request_id" IS 'The request of pg_net that sent it.';

COMMENT ON COLUMN "ops"."job_runs"."request_id" IS 'Who took it up: the id under which that request is in the function''s log.';

COMMENT ON COLUMN "ops"."job_runs"."slot" IS 'What it is the one run for: a local day, an interval''s beginning in UTC, or a request by hand.';

COMMENT ON COLUMN "ops"."job_runs"."status" IS 'due: not sent yet. dispatched: sent. running: taken up. completed, failed: said so, or failed for silence. abandoned: never sent in time.';

COMMENT ON TABLE "ops"."job_runs" IS 'The runs of the scheduled jobs: when each was due, sent, taken up and done, and what it did.';

-- ops/tables/retention.sql

CREATE TABLE "ops"."retention" (
  "what"     text    NOT NULL,
  "days"     integer NOT NULL,
  "progress" bigint  NOT NULL DEFAULT 0,
  CONSTRAINT "retention_pkey" PRIMARY KEY (what),
  CONSTRAINT "retention_what_is_known"
    CHECK
    ((what = ANY (ARRAY['receipts'::text, 'payloads'::text, 'refusals'::text, 'job-runs'::text,
    'cron-history'::text, 'health-checks'::text, 'health-alerts'::text]))),
  CONSTRAINT "retention_days_floor" CHECK ((days >= ops.least_days_kept(what)))
);

ALTER TABLE "ops"."retention"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read how long things are kept" ON "ops"."retention"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "ops"."retention" TO "authenticated";

COMMENT ON COLUMN "ops"."retention"."progress" IS 'Of payloads: the receipt up to which they have been dropped.';

COMMENT ON COLUMN "ops"."retention"."what" IS 'receipts: the horizon of de-duplication. payloads: what events said, of receipts; what could not be applied yet keeps its own.';

COMMENT ON TABLE "ops"."retention" IS 'For how many days things are kept.';

-- ops/tables/scheduled_jobs.sql

CREATE TABLE "ops"."scheduled_jobs" (
  "name"            text                     NOT NULL,
  "local_time"      time without time zone,
  "weekdays"        smallint[]               NOT NULL DEFAULT '{1,2,3,4,5,6,7}'::smallint[],
  "time_zone"       text                     NOT NULL DEFAULT 'America/Los_Angeles'::text,
  "every_minutes"   integer,
  "catch_up"        text                     NOT NULL DEFAULT 'run-once'::text,
  "enabled"         boolean                  NOT NULL DEFAULT true,
  "timeout_seconds" integer                  NOT NULL DEFAULT 180,
  "most_attempts"   integer                  NOT NULL DEFAULT 3,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "scheduled_jobs_catch_up_is_known"
    CHECK ((catch_up = ANY (ARRAY['run-once'::text, 'skip'::text]))),
  CONSTRAINT "scheduled_jobs_daily_or_at_intervals" CHECK (((local_time IS NULL) <> (every_minutes IS NULL))),
  CONSTRAINT "scheduled_jobs_every_minutes_range" CHECK (((every_minutes >= 1) AND (every_minutes <= 1440))),
  CONSTRAINT "scheduled_jobs_most_attempts_range" CHECK (((most_attempts >= 1) AND (most_attempts <= 20))),
  CONSTRAINT "scheduled_jobs_name_is_slug" CHECK ((name ~ '^[a-z][a-z0-9-]{0,58}$'::text)),
  CONSTRAINT "scheduled_jobs_pkey" PRIMARY KEY (name),
  CONSTRAINT "scheduled_jobs_time_zone_is_known" CHECK ((('2026-01-01 00:00:00+00'::timestamp
    with time zone AT TIME ZONE time_zone) IS NOT NULL)),
  CONSTRAINT "scheduled_jobs_timeout_range" CHECK (((timeout_seconds >= 60) AND (timeout_seconds <= 3600))),
  CONSTRAINT "scheduled_jobs_weekdays_are_known"
    CHECK (((weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]) AND (cardinality(weekdays) > 0)))
);

ALTER TABLE "ops"."scheduled_jobs"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read the schedule" ON "ops"."scheduled_jobs"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

GRANT SELECT ON TABLE "ops"."scheduled_jobs" TO "authenticated";

COMMENT ON COLUMN "ops"."scheduled_jobs"."catch_up" IS 'After an outage. run-once: at the first tick, while its local day lasts; of missed intervals only the last. skip: not if it is late.';

COMMENT ON COLUMN "ops"."scheduled_jobs"."most_attempts" IS 'How often a run is sent that nobody completes, or, of a daily job, that fails. One at intervals that fails has its next interval.';

COMMENT ON COLUMN "ops"."scheduled_jobs"."name" IS 'The edge function is job-<name>.';

COMMENT ON COLUMN "ops"."scheduled_jobs"."timeout_seconds" IS 'How long a run may go without being claimed, and then without being completed, before it is sent again. Longer than a function lives.';

COMMENT ON COLUMN "ops"."scheduled_jobs"."weekdays" IS 'ISO: 1 is Monday. They are local days in time_zone, and of no matter to a job at intervals.';

COMMENT ON TABLE "ops"."scheduled_jobs" IS 'What runs when: each job at a local time on its weekdays, or every so many minutes.';

-- public/tables/brokers.sql

CREATE TABLE "public"."brokers" (
  "id"                bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "slug"              text                     NOT NULL,
  "name"              text                     NOT NULL,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "time_zone"         text                     NOT NULL DEFAULT 'America/Los_Angeles'::text,
  "encrypts_emails"   boolean                  NOT NULL DEFAULT false,
  "campaign_weekdays" integer[]                NOT NULL DEFAULT '{1,2,3,4,5}'::integer[],
  CONSTRAINT "brokers_campaign_weekdays_are_days"
    CHECK (((campaign_weekdays <@ '{1,2,3,4,5,6,7}'::integer[]) AND (cardinality(campaign_weekdays) > 0))),
  CONSTRAINT "brokers_once" UNIQUE (slug),
  CONSTRAINT "brokers_pkey" PRIMARY KEY (id),
  CONSTRAINT "brokers_slug_is_slug" CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  CONSTRAINT "brokers_time_zone_is_known" CHECK ((('2026-01-01 00:00:00+00'::timestamp
    with time zone AT TIME ZONE time_zone) IS NOT NULL))
);

ALTER TABLE "public"."brokers"
  ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER keep_broker_on_record
  BEFORE DELETE ON public.brokers
  FOR EACH ROW
  EXECUTE FUNCTION intake.keep_broker_on_record();

CREATE POLICY "Staff read all brokers, members their own" ON "public"."brokers"
  FOR SELECT
  TO "authenticated"
  USING (((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))) OR
    (id IN ( SELECT m.broker_id
   FROM public.members m
  WHERE (m.user_id = ( SELECT auth.uid() AS uid))))));

COMMENT ON COLUMN "public"."brokers"."campaign_weekdays" IS 'The days of the week on which leads enter its campaigns, 1 for Monday to 7 for Sunday.';

COMMENT ON COLUMN "public"."brokers"."encrypts_emails" IS 'Whether the addresses of its leads are kept encrypted; holds for what is written from then on.';

COMMENT ON COLUMN "public"."brokers"."time_zone" IS 'IANA name of the zone in which the broker''s days begin and end.';

COMMENT ON TABLE "public"."brokers" IS 'The businesses that buy and work leads.';

REVOKE ALL ON TABLE "public"."brokers" FROM "authenticated";

GRANT SELECT ON TABLE "public"."brokers" TO "authenticated";

REVOKE ALL ON TABLE "public"."brokers" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."brokers_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."brokers_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."brokers_id_seq" FROM "service_role";

-- public/tables/campaigns.sql

CREATE TABLE "public"."campaigns" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"   bigint                   NOT NULL,
  "name"        text                     NOT NULL,
  "status"      text                     NOT NULL DEFAULT 'paused'::text,
  "daily_limit" integer                  NOT NULL DEFAULT 250,
  "destination" text                     NOT NULL,
  "external_id" text,
  "url"         text,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "campaigns_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "campaigns_daily_limit_range" CHECK (((daily_limit >= 0) AND (daily_limit <= 10000))),
  CONSTRAINT "campaigns_destination_is_known"
    CHECK ((destination = ANY (ARRAY['instantly'::text, 'webhook'::text]))),
  CONSTRAINT "campaigns_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "campaigns_instantly_has_external_id"
    CHECK (((destination <> 'instantly'::text) OR (external_id IS NOT NULL))),
  CONSTRAINT "campaigns_name_length" CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CONSTRAINT "campaigns_name_once" UNIQUE (broker_id, name),
  CONSTRAINT "campaigns_of_broker" UNIQUE (id, broker_id),
  CONSTRAINT "campaigns_pkey" PRIMARY KEY (id),
  CONSTRAINT "campaigns_status_is_known"
    CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'ended'::text]))),
  CONSTRAINT "campaigns_url_is_https"
    CHECK
    (((url ~ '^(https://|http://(127\.0\.0\.1|localhost)[:/])[^[:space:]]+$'::text) AND (length(url) <=
    2000))),
  CONSTRAINT "campaigns_webhook_has_url" CHECK (((destination = 'webhook'::text) = (url IS NOT NULL)))
);

ALTER TABLE "public"."campaigns"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX campaigns_external_id ON public.campaigns USING btree (external_id)
  WHERE (external_id IS NOT NULL);

CREATE TRIGGER check_external_id
  BEFORE INSERT OR UPDATE OF external_id ON public.campaigns
  FOR EACH ROW
  WHEN ((new.external_id IS NOT NULL))
  EXECUTE FUNCTION intake.check_external_id();

CREATE TRIGGER date_campaign_edit
  BEFORE UPDATE ON public.campaigns
  FOR EACH ROW
  WHEN ((CURRENT_USER = 'authenticated'::name))
  EXECUTE FUNCTION intake.date_campaign_edit();

CREATE POLICY "Members add campaigns of their broker" ON "public"."campaigns"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

CREATE POLICY "Members change their broker's campaigns" ON "public"."campaigns"
  FOR UPDATE
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))))
  WITH CHECK ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

CREATE POLICY "Members read their broker's campaigns" ON "public"."campaigns"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."campaigns"."daily_limit" IS 'How many leads may enter per day of the broker''s zone.';

COMMENT ON COLUMN "public"."campaigns"."destination" IS 'instantly: Instantly''s API. webhook: a POST to url, signed by Standard Webhooks.';

COMMENT ON COLUMN "public"."campaigns"."external_id" IS 'The tool''s own id of the campaign, by which its webhooks name it.';

COMMENT ON TABLE "public"."campaigns" IS 'What leads enter: a sequence of messages in the broker''s campaign tool.';

REVOKE ALL ON TABLE "public"."campaigns" FROM "authenticated";

REVOKE ALL ("broker_id") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("broker_id") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("daily_limit") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("daily_limit"), UPDATE ("daily_limit") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("destination") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("destination") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("external_id") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("external_id"), UPDATE ("external_id") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("name") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("name"), UPDATE ("name") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("status") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("status"), UPDATE ("status") ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ("url") ON TABLE "public"."campaigns" FROM "authenticated";

GRANT INSERT ("url"), UPDATE ("url") ON TABLE "public"."campaigns" TO "authenticated";

GRANT SELECT ON TABLE "public"."campaigns" TO "authenticated";

REVOKE ALL ON TABLE "public"."campaigns" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."campaigns_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."campaigns_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."campaigns_id_seq" FROM "service_role";

-- public/tables/consent_texts.sql

CREATE TABLE "public"."consent_texts" (
  "id"         bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"  bigint,
  "version"    text                     NOT NULL,
  "body"       text                     NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "consent_texts_body_length" CHECK (((length(body) >= 1) AND (length(body) <= 4000))),
  CONSTRAINT "consent_texts_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "consent_texts_once" UNIQUE NULLS NOT DISTINCT (broker_id, version),
  CONSTRAINT "consent_texts_pkey" PRIMARY KEY (id),
  CONSTRAINT "consent_texts_version_form" CHECK ((version ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text))
);

ALTER TABLE "public"."consent_texts"
  ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER keep_common_versions
  BEFORE INSERT ON public.consent_texts
  FOR EACH ROW
  WHEN ((new.broker_id IS NOT NULL))
  EXECUTE FUNCTION intake.keep_common_versions();

CREATE POLICY "Everybody reads common texts, members their broker's" ON "public"."consent_texts"
  FOR SELECT
  TO "authenticated"
  USING (((broker_id IS NULL) OR (broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b)))));

CREATE POLICY "Members add texts of their broker, staff common ones" ON "public"."consent_texts"
  FOR INSERT
  TO "authenticated"
  WITH CHECK (((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))) OR ((broker_id IS NULL) AND (EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))))));

COMMENT ON COLUMN "public"."consent_texts"."body" IS 'Plain text; {broker} stands for the broker''s name.';

COMMENT ON TABLE "public"."consent_texts" IS 'What people agree to, by version: a broker''s own texts, and the common ones of brokers who have none. The newest is in use.';

REVOKE ALL ON TABLE "public"."consent_texts" FROM "authenticated";

REVOKE ALL ("body") ON TABLE "public"."consent_texts" FROM "authenticated";

GRANT INSERT ("body") ON TABLE "public"."consent_texts" TO "authenticated";

REVOKE ALL ("broker_id") ON TABLE "public"."consent_texts" FROM "authenticated";

GRANT INSERT ("broker_id") ON TABLE "public"."consent_texts" TO "authenticated";

REVOKE ALL ("version") ON TABLE "public"."consent_texts" FROM "authenticated";

GRANT INSERT ("version") ON TABLE "public"."consent_texts" TO "authenticated";

GRANT SELECT ON TABLE "public"."consent_texts" TO "authenticated";

REVOKE ALL ON TABLE "public"."consent_texts" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."consent_texts_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."consent_texts_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."consent_texts_id_seq" FROM "service_role";

-- public/tables/contact_identities.sql

CREATE TABLE "public"."contact_identities" (
  "scope"      text                     NOT NULL,
  "value"      text                     NOT NULL,
  "contact_id" bigint                   NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "contact_identities_once" PRIMARY KEY (scope, value),
  CONSTRAINT "contact_identities_scope_is_known_form"
    CHECK ((scope ~ '^(email|[a-z0-9-]+:[a-z0-9_-]+)$'::text)),
  CONSTRAINT "contact_identities_value_length" CHECK (((length(value) >= 1) AND (length(value) <= 255))),
  CONSTRAINT "contact_identities_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id)
);

ALTER TABLE "public"."contact_identities"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX contact_identities_contact ON public.contact_identities USING btree (contact_id);

CREATE POLICY "Staff read contact identities" ON "public"."contact_identities"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON TABLE "public"."contact_identities" IS 'What names a contact: e-mail addresses (scope email, lower case) and providers'' own ids (scope provider:kind).';

REVOKE ALL ON TABLE "public"."contact_identities" FROM "authenticated";

GRANT SELECT ON TABLE "public"."contact_identities" TO "authenticated";

REVOKE ALL ON TABLE "public"."contact_identities" FROM "anon", "service_role";

-- public/tables/contact_tags.sql

CREATE TABLE "public"."contact_tags" (
  "contact_id" bigint                   NOT NULL,
  "tag_id"     bigint                   NOT NULL,
  "applied"    boolean                  NOT NULL,
  "provenance" jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "contact_tags_pkey" PRIMARY KEY (contact_id, tag_id),
  CONSTRAINT "contact_tags_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "contact_tags_tag_id_fkey" FOREIGN KEY (tag_id) REFERENCES public.tags(id)
);

ALTER TABLE "public"."contact_tags"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX contact_tags_tag ON public.contact_tags USING btree (tag_id);

CREATE POLICY "Staff read contact tags" ON "public"."contact_tags"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."contact_tags"."applied" IS 'False once the tag was taken off.';

COMMENT ON COLUMN "public"."contact_tags"."provenance" IS 'The stamp of the statement that last wrote it.';

COMMENT ON TABLE "public"."contact_tags" IS 'Which contact bears which tag. A tag taken off stays as a row, so that older news of it can''t put it back.';

REVOKE ALL ON TABLE "public"."contact_tags" FROM "authenticated";

GRANT SELECT ON TABLE "public"."contact_tags" TO "authenticated";

REVOKE ALL ON TABLE "public"."contact_tags" FROM "anon", "service_role";

-- public/tables/contacts.sql

CREATE TABLE "public"."contacts" (
  "id"            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "email"         text,
  "full_name"     text,
  "given_name"    text,
  "family_name"   text,
  "phone"         text,
  "phone_sent"    text,
  "email_status"  text,
  "first_seen_at" timestamp with time zone NOT NULL,
  "provenance"    jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "contacts_email_is_address"
    CHECK (((email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text) AND (length(email) <= 254))),
  CONSTRAINT "contacts_email_status_is_known"
    CHECK ((email_status = ANY (ARRAY['active'::text, 'bounced'::text, 'unsubscribed'::text]))),
  CONSTRAINT "contacts_phone_is_e164" CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
  CONSTRAINT "contacts_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."contacts"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read contacts" ON "public"."contacts"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."contacts"."email" IS 'The address as last stated; every address ever stated is in contact_identities.';

COMMENT ON COLUMN "public"."contacts"."email_status" IS 'Whether they may be written to; null while nothing was said of it.';

COMMENT ON COLUMN "public"."contacts"."first_seen_at" IS 'The earliest time any provider mentioned them, by the provider''s clock.';

COMMENT ON COLUMN "public"."contacts"."phone" IS 'E.164; null when what was sent can''t be read as a number.';

COMMENT ON COLUMN "public"."contacts"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it; under email_unsubscribed and email_bounced, of the last that said so.';

COMMENT ON TABLE "public"."contacts" IS 'People known to the business, one row each.';

REVOKE ALL ON TABLE "public"."contacts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."contacts" TO "authenticated";

REVOKE ALL ON TABLE "public"."contacts" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."contacts_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."contacts_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."contacts_id_seq" FROM "service_role";

-- public/tables/engagements.sql

CREATE TABLE "public"."engagements" (
  "id"                   bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"             text                     NOT NULL,
  "external_id"          text                     NOT NULL,
  "kind"                 text                     NOT NULL,
  "contact_id"           bigint,
  "status"               text,
  "campaign_external_id" text,
  "occurred_at"          timestamp with time zone,
  "provenance"           jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "step"                 integer,
  CONSTRAINT "engagements_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "engagements_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "engagements_kind_is_known"
    CHECK ((kind = ANY (ARRAY['reply'::text, 'call'::text, 'message'::text, 'interest'::text]))),
  CONSTRAINT "engagements_once" UNIQUE (provider, kind, external_id),
  CONSTRAINT "engagements_pkey" PRIMARY KEY (id),
  CONSTRAINT "engagements_status_length" CHECK (((length(status) >= 1) AND (length(status) <= 255))),
  CONSTRAINT "engagements_step_range" CHECK (((step >= 0) AND (step <= 1000)))
);

ALTER TABLE "public"."engagements"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX engagements_contact ON public.engagements USING btree (contact_id);

CREATE POLICY "Staff read engagements" ON "public"."engagements"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."engagements"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it; under by_person and stop, of the last that said a reply was that.';

COMMENT ON COLUMN "public"."engagements"."status" IS 'What became of it, in the provider''s words.';

COMMENT ON COLUMN "public"."engagements"."step" IS 'The step of the campaign''s sequence that it answers to.';

COMMENT ON TABLE "public"."engagements" IS 'What passed between the business and its contacts: replies, calls, messages, signs of interest.';

REVOKE ALL ON TABLE "public"."engagements" FROM "authenticated";

GRANT SELECT ON TABLE "public"."engagements" TO "authenticated";

REVOKE ALL ON TABLE "public"."engagements" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."engagements_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."engagements_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."engagements_id_seq" FROM "service_role";

-- public/tables/holidays.sql

CREATE TABLE "public"."holidays" (
  "id"        bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id" bigint,
  "day"       date   NOT NULL,
  "name"      text   NOT NULL DEFAULT ''::text,
  CONSTRAINT "holidays_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "holidays_name_length" CHECK ((length(name) <= 200)),
  CONSTRAINT "holidays_once" UNIQUE NULLS NOT DISTINCT (broker_id, day),
  CONSTRAINT "holidays_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."holidays"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Everybody reads common holidays, members their broker's" ON "public"."holidays"
  FOR SELECT
  TO "authenticated"
  USING (((broker_id IS NULL) OR (broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b)))));

CREATE POLICY "Members add holidays of their broker" ON "public"."holidays"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

CREATE POLICY "Members remove holidays of their broker" ON "public"."holidays"
  FOR DELETE
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON TABLE "public"."holidays" IS 'Days on which nobody enters a campaign: a broker''s own, or everybody''s where broker_id is null.';

REVOKE ALL ON TABLE "public"."holidays" FROM "authenticated";

GRANT DELETE, INSERT, SELECT ON TABLE "public"."holidays" TO "authenticated";

REVOKE ALL ON TABLE "public"."holidays" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."holidays_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."holidays_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."holidays_id_seq" FROM "service_role";

-- public/tables/lead_conflicts.sql

CREATE TABLE "public"."lead_conflicts" (
  "id"            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"     bigint                   NOT NULL,
  "upload_id"     uuid,
  "line"          integer,
  "reason"        text                     NOT NULL,
  "lead_ids"      bigint[]                 NOT NULL,
  "mak"           text,
  "apn"           text,
  "apn_county"    text                     NOT NULL DEFAULT ''::text,
  "address_hash"  text,
  "stated"        jsonb                    NOT NULL,
  "email_hash"    text,
  "first_seen_at" timestamp with time zone NOT NULL DEFAULT now(),
  "last_seen_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "times_seen"    integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "lead_conflicts_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "lead_conflicts_once" UNIQUE NULLS NOT DISTINCT (broker_id, mak, apn, apn_county, address_hash),
  CONSTRAINT "lead_conflicts_pkey" PRIMARY KEY (id),
  CONSTRAINT "lead_conflicts_reason_is_known"
    CHECK ((reason = ANY (ARRAY['several-leads'::text, 'other-property'::text]))),
  CONSTRAINT "lead_conflicts_upload_id_fkey" FOREIGN KEY (upload_id) REFERENCES public.lead_uploads(id)
    ON DELETE SET NULL
);

ALTER TABLE "public"."lead_conflicts"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX lead_conflicts_email ON public.lead_conflicts USING btree (email_hash)
  WHERE (email_hash IS NOT NULL);

CREATE INDEX lead_conflicts_upload ON public.lead_conflicts USING btree (upload_id)
  WHERE (upload_id IS NOT NULL);

CREATE POLICY "Members read their broker's conflicts" ON "public"."lead_conflicts"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

CREATE POLICY "Members remove conflicts they have looked at" ON "public"."lead_conflicts"
  FOR DELETE
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."lead_conflicts"."reason" IS 'several-leads: its keys belong to more than one lead. other-property: a lesser key belongs to a lead that has another greater one.';

COMMENT ON COLUMN "public"."lead_conflicts"."stated" IS 'What the row says, as it would have become a lead.';

COMMENT ON COLUMN "public"."lead_conflicts"."upload_id" IS 'The upload that stated it last; null for a single lead.';

COMMENT ON TABLE "public"."lead_conflicts" IS 'Rows whose keys contradict what is known, one per set of keys, for a person to look at.';

REVOKE ALL ON TABLE "public"."lead_conflicts" FROM "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."lead_conflicts" TO "authenticated";

REVOKE ALL ON TABLE "public"."lead_conflicts" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."lead_conflicts_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."lead_conflicts_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."lead_conflicts_id_seq" FROM "service_role";

-- public/tables/lead_resolutions.sql

CREATE TABLE "public"."lead_resolutions" (
  "conflict_id" bigint                   NOT NULL,
  "broker_id"   bigint                   NOT NULL,
  "lead_id"     bigint                   NOT NULL,
  "joined"      bigint[]                 NOT NULL DEFAULT '{}'::bigint[],
  "resolved_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "lead_resolutions_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "lead_resolutions_pkey" PRIMARY KEY (conflict_id, broker_id),
  "resolved_by" uuid                     DEFAULT auth.uid()
);

ALTER TABLE "public"."lead_resolutions"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX lead_resolutions_broker ON public.lead_resolutions USING btree (broker_id, resolved_at);

CREATE TRIGGER carry_out_resolution
  AFTER INSERT ON public.lead_resolutions
  FOR EACH ROW
  EXECUTE FUNCTION intake.carry_out_resolution();

CREATE POLICY "Members read what their broker has resolved" ON "public"."lead_resolutions"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

CREATE POLICY "Members resolve their broker's conflicts" ON "public"."lead_resolutions"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."lead_resolutions"."joined" IS 'The other leads of the conflict, which are that lead now.';

COMMENT ON TABLE "public"."lead_resolutions" IS 'The conflicts that people have resolved: which lead the row was about.';

REVOKE ALL ON TABLE "public"."lead_resolutions" FROM "authenticated";

COMMENT ON COLUMN "public"."lead_resolutions"."resolved_by" IS 'The id in auth.users; null for whoever isn''t a person.';

REVOKE ALL ("broker_id") ON TABLE "public"."lead_resolutions" FROM "authenticated";

GRANT INSERT ("broker_id") ON TABLE "public"."lead_resolutions" TO "authenticated";

REVOKE ALL ("conflict_id") ON TABLE "public"."lead_resolutions" FROM "authenticated";

GRANT INSERT ("conflict_id") ON TABLE "public"."lead_resolutions" TO "authenticated";

REVOKE ALL ("lead_id") ON TABLE "public"."lead_resolutions" FROM "authenticated";

GRANT INSERT ("lead_id") ON TABLE "public"."lead_resolutions" TO "authenticated";

GRANT SELECT ON TABLE "public"."lead_resolutions" TO "authenticated";

REVOKE ALL ON TABLE "public"."lead_resolutions" FROM "anon", "service_role";

-- public/tables/lead_row_problems.sql

CREATE TABLE "public"."lead_row_problems" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "upload_id"   uuid                     NOT NULL,
  "broker_id"   bigint                   NOT NULL,
  "line"        integer                  NOT NULL,
  "column_name" text                     NOT NULL DEFAULT ''::text,
  "reason"      text                     NOT NULL,
  "outcome"     text                     NOT NULL,
  "source"      jsonb,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "lead_row_problems_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "lead_row_problems_column_name_length" CHECK ((length(column_name) <= 255)),
  CONSTRAINT "lead_row_problems_once" UNIQUE (upload_id, line, column_name, reason),
  CONSTRAINT "lead_row_problems_outcome_is_known"
    CHECK ((outcome = ANY (ARRAY['refused'::text, 'field-dropped'::text]))),
  CONSTRAINT "lead_row_problems_pkey" PRIMARY KEY (id),
  CONSTRAINT "lead_row_problems_reason_is_slug" CHECK ((reason ~ '^[a-z][a-z0-9-]{0,63}$'::text)),
  CONSTRAINT "lead_row_problems_upload_id_fkey" FOREIGN KEY (upload_id) REFERENCES public.lead_uploads(id)
    ON DELETE CASCADE
);

ALTER TABLE "public"."lead_row_problems"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX lead_row_problems_broker ON public.lead_row_problems USING btree (broker_id);

CREATE INDEX lead_row_problems_created ON public.lead_row_problems USING btree (created_at);

CREATE INDEX lead_row_problems_page ON public.lead_row_problems USING btree (upload_id, id);

CREATE POLICY "Members read what was wrong with their broker's rows" ON "public"."lead_row_problems"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."lead_row_problems"."column_name" IS 'As the file calls it; empty where it is the row as a whole.';

COMMENT ON COLUMN "public"."lead_row_problems"."outcome" IS 'refused: no lead came of the row. field-dropped: one did, without this field.';

COMMENT ON COLUMN "public"."lead_row_problems"."source" IS 'The row as it was sent, with the first problem of each line; {"encrypted": ...} where the broker has addresses encrypted.';

COMMENT ON TABLE "public"."lead_row_problems" IS 'What was wrong with the rows of uploads, by line and column.';

REVOKE ALL ON TABLE "public"."lead_row_problems" FROM "authenticated";

GRANT SELECT ON TABLE "public"."lead_row_problems" TO "authenticated";

REVOKE ALL ON TABLE "public"."lead_row_problems" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."lead_row_problems_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."lead_row_problems_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."lead_row_problems_id_seq" FROM "service_role";

-- public/tables/lead_uploads.sql

CREATE TABLE "public"."lead_uploads" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "broker_id"       bigint                   NOT NULL,
  "file_name"       text,
  "format"          text                     NOT NULL,
  "status"          text                     NOT NULL DEFAULT 'receiving'::text,
  "received_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "promoted_at"     timestamp with time zone,
  "rows_read"       integer                  NOT NULL DEFAULT 0,
  "rows_refused"    integer                  NOT NULL DEFAULT 0,
  "leads_new"       integer                  NOT NULL DEFAULT 0,
  "leads_changed"   integer                  NOT NULL DEFAULT 0,
  "leads_unchanged" integer                  NOT NULL DEFAULT 0,
  "conflicts"       integer                  NOT NULL DEFAULT 0,
  "staged_at"       timestamp with time zone,
  "last_heard_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "lead_uploads_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "lead_uploads_counts_range"
    CHECK ((LEAST(rows_read, rows_refused, leads_new, leads_changed, leads_unchanged, conflicts) >= 0)),
  CONSTRAINT "lead_uploads_file_name_length"
    CHECK (((length(file_name) >= 1) AND (length(file_name) <= 255))),
  CONSTRAINT "lead_uploads_format_is_known"
    CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text, 'ndjson'::text]))),
  CONSTRAINT "lead_uploads_pkey" PRIMARY KEY (id),
  CONSTRAINT "lead_uploads_promoted_has_time" CHECK (((status = 'promoted'::text) = (promoted_at IS
    NOT NULL))),
  CONSTRAINT "lead_uploads_status_is_known"
    CHECK ((status = ANY (ARRAY['receiving'::text, 'staged'::text, 'promoted'::text, 'failed'::text])))
);

ALTER TABLE "public"."lead_uploads"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX lead_uploads_broker ON public.lead_uploads USING btree (broker_id, received_at);

CREATE INDEX lead_uploads_unfinished ON public.lead_uploads USING btree (received_at)
  WHERE (status = ANY (ARRAY['receiving'::text, 'staged'::text]));

CREATE POLICY "Members read their broker's uploads" ON "public"."lead_uploads"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."lead_uploads"."conflicts" IS 'Rows whose keys point at several leads; they wait for review in lead_conflicts.';

COMMENT ON COLUMN "public"."lead_uploads"."last_heard_at" IS 'When whoever receives it last staged rows, to ten seconds.';

COMMENT ON COLUMN "public"."lead_uploads"."leads_changed" IS 'Rows that told something new of a lead that was there.';

COMMENT ON COLUMN "public"."lead_uploads"."leads_unchanged" IS 'Rows that told nothing new: their lead was there, or stood in the file before.';

COMMENT ON COLUMN "public"."lead_uploads"."staged_at" IS 'When all its rows were staged.';

COMMENT ON COLUMN "public"."lead_uploads"."status" IS 'receiving: rows are being staged. staged: all are, and some are not promoted yet. promoted: done. failed: given up, may be sent again.';

COMMENT ON TABLE "public"."lead_uploads" IS 'The files of leads that brokers have uploaded, and what became of their rows.';

REVOKE ALL ON TABLE "public"."lead_uploads" FROM "authenticated";

GRANT SELECT ON TABLE "public"."lead_uploads" TO "authenticated";

REVOKE ALL ON TABLE "public"."lead_uploads" FROM "anon", "service_role";

-- public/tables/leads.sql

CREATE TABLE "public"."leads" (
  "id"                       bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"                bigint                   NOT NULL,
  "upload_id"                uuid,
  "contact_id"               bigint,
  "full_name"                text,
  "given_name"               text,
  "family_name"              text,
  "email"                    text,
  "email_encrypted"          text,
  "email_hash"               text,
  "phone"                    text,
  "phone_sent"               text,
  "street"                   text,
  "unit"                     text,
  "city"                     text,
  "state"                    text,
  "postal_code"              text,
  "county"                   text,
  "property_type"            text,
  "bedrooms"                 numeric,
  "bathrooms"                numeric,
  "living_area_sqft"         integer,
  "year_built"               integer,
  "estimated_value_amount"   bigint,
  "estimated_value_currency" text,
  "owner_occupied"           boolean,
  "tags"                     text[]                   NOT NULL DEFAULT '{}'::text[],
  "mak"                      text                     COLLATE pg_catalog."C",
  "apn"                      text                     COLLATE pg_catalog."C",
  "apn_county"               text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "address_hash"             text                     COLLATE pg_catalog."C",
  "email_verified"           boolean                  NOT NULL DEFAULT false,
  "phone_verified"           boolean                  NOT NULL DEFAULT false,
  "email_verification_codes" text[]                   NOT NULL DEFAULT '{}'::text[],
  "phone_verification_codes" text[]                   NOT NULL DEFAULT '{}'::text[],
  "melissa_payload"          jsonb,
  "consent"                  boolean                  NOT NULL DEFAULT false,
  "consent_at"               timestamp with time zone,
  "consent_source"           text,
  "consent_text_version"     text,
  "consent_address"          inet,
  "score"                    integer                  NOT NULL DEFAULT 0,
  CONSTRAINT "consent_requires_timestamp" CHECK (((NOT consent) OR (consent_at IS NOT NULL))),
  CONSTRAINT "lead_score_range" CHECK (((score >= 0) AND (score <= 100))),
  CONSTRAINT "leads_apn_is_compact"
    CHECK
    (((translate(apn, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'::text, ''::text) = ''::text) AND ((length(apn) >=
    1) AND (length(apn) <= 64)))),
  CONSTRAINT "leads_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id) ON DELETE CASCADE,
  CONSTRAINT "leads_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "leads_currency_is_code"
    CHECK
    (((translate(estimated_value_currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'::text, ''::text) = ''::text) AND
    (length(estimated_value_currency) = 3))),
  CONSTRAINT "leads_email_has_hash" CHECK (((COALESCE(email, email_encrypted) IS NULL) OR (email_hash IS
    NOT NULL))),
  CONSTRAINT "leads_email_is_address"
    CHECK (((email ~~ '_%@%_'::text) AND (email !~~ '%@%@%'::text) AND (translate(email, ' 	
'::text, ''::text) = email) AND (length(email) <= 254))),
  CONSTRAINT "leads_email_kept_once" CHECK (((email IS NULL) OR (email_encrypted IS NULL))),
  CONSTRAINT "leads_estimated_value_has_currency"
    CHECK (((estimated_value_amount IS NULL) = (estimated_value_currency IS NULL))),
  CONSTRAINT "leads_estimated_value_range"
    CHECK (((estimated_value_amount >= 0) AND (estimated_value_amount <= '1000000000000'::bigint))),
  CONSTRAINT "leads_mak_is_number"
    CHECK
    (((translate(mak, '0123456789'::text, ''::text) = ''::text) AND ((length(mak) >= 6) AND (length(mak) <=
    20)))),
  CONSTRAINT "leads_phone_is_e164"
    CHECK
    (((translate(phone, '0123456789'::text, ''::text) = '+'::text) AND ("left"(phone, 1) = '+'::text) AND
    (substr(phone, 2, 1) <> '0'::text) AND ((length(phone) >= 8) AND (length(phone) <= 16)))),
  CONSTRAINT "leads_pkey" PRIMARY KEY (id),
  CONSTRAINT "leads_postal_code_is_zip"
    CHECK
    ((((length(postal_code) = 5) AND (translate(postal_code, '0123456789'::text, ''::text) = ''::text)) OR
    ((length(postal_code) = 10) AND (translate(postal_code, '0123456789'::text, ''::text) = '-'::text) AND
    (substr(postal_code, 6, 1) = '-'::text)))),
  CONSTRAINT "leads_property_ranges"
    CHECK
    ((((bedrooms >= (0)::numeric) AND (bedrooms <= (1000)::numeric)) AND ((bathrooms >= (0)::numeric) AND
    (bathrooms <= (1000)::numeric)) AND ((living_area_sqft >= 0) AND (living_area_sqft <= 100000000)) AND
    ((year_built >= 1000) AND (year_built <= 2200)))),
  CONSTRAINT "leads_state_is_code"
    CHECK
    (((translate(state, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'::text, ''::text) = ''::text) AND (length(state) = 2)))
);

ALTER TABLE "public"."leads"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."leads"
  ADD COLUMN "campaign_status" public.campaign_status NOT NULL DEFAULT 'new'::public.campaign_status;

ALTER TABLE "public"."leads"
  ADD COLUMN "campaign_id" bigint;

ALTER TABLE "public"."leads"
  ADD COLUMN "added_to_campaign_at" timestamp with time zone;

ALTER TABLE "public"."leads"
  ADD COLUMN "current_sequence_step" integer;

ALTER TABLE "public"."leads"
  ADD COLUMN "last_reply_at" timestamp with time zone;

ALTER TABLE "public"."leads"
  ADD COLUMN "vapi_call_id" text;

ALTER TABLE "public"."leads"
  ADD COLUMN "call_attempt_count" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."leads"
  ADD COLUMN "erased_at" timestamp with time zone;

ALTER TABLE "public"."leads"
  ADD COLUMN "created_at" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."leads"
  ADD COLUMN "updated_at" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."leads"
  ADD CONSTRAINT "leads_call_attempts_range" CHECK ((call_attempt_count >= 0));

ALTER TABLE "public"."leads"
  ADD CONSTRAINT "leads_campaign_is_of_broker" FOREIGN KEY (campaign_id, broker_id)
    REFERENCES public.campaigns(id, broker_id);

ALTER TABLE "public"."leads"
  ADD CONSTRAINT "leads_sequence_step_range"
    CHECK (((current_sequence_step >= 0) AND (current_sequence_step <= 1000)));

CREATE UNIQUE INDEX leads_address_once ON public.leads
  USING btree (broker_id, (("left"(address_hash, 32))::uuid))
  WHERE (address_hash IS NOT NULL);

CREATE UNIQUE INDEX leads_apn_once ON public.leads USING btree (broker_id, apn, apn_county)
  WHERE (apn IS NOT NULL);

CREATE INDEX leads_campaign ON public.leads USING btree (campaign_id, broker_id)
  WHERE (campaign_id IS NOT NULL);

CREATE INDEX leads_contact ON public.leads USING btree (contact_id)
  WHERE (contact_id IS NOT NULL);

CREATE INDEX leads_email_hash ON public.leads USING btree (hashtextextended(email_hash, (0)::bigint))
  WHERE (email_hash IS NOT NULL);

CREATE INDEX leads_encrypted ON public.leads USING btree (broker_id)
  WHERE (email_encrypted IS NOT NULL);

CREATE INDEX leads_figures ON public.leads
  USING btree (broker_id, campaign_status, score, email_verified, phone_verified, consent, erased_at);

CREATE UNIQUE INDEX leads_mak_once ON public.leads USING btree (broker_id, mak)
  WHERE (mak IS NOT NULL);

CREATE INDEX leads_person ON public.leads USING btree (broker_id, email_hash)
  WHERE ((email_hash IS NOT NULL) AND (campaign_status <> 'new'::public.campaign_status));

CREATE INDEX leads_phone ON public.leads USING btree (phone)
  WHERE (phone IS NOT NULL);

CREATE INDEX leads_upload ON public.leads USING btree (upload_id)
  WHERE (upload_id IS NOT NULL);

CREATE TRIGGER check_lead_edit
  BEFORE UPDATE ON public.leads
  FOR EACH ROW
  WHEN ((CURRENT_USER = 'authenticated'::name))
  EXECUTE FUNCTION intake.check_lead_edit();

CREATE TRIGGER forget_campaign_person
  AFTER UPDATE OF erased_at ON public.leads
  FOR EACH ROW
  WHEN (((new.erased_at IS NOT NULL) AND (old.erased_at IS NULL)))
  EXECUTE FUNCTION intake.forget_campaign_person();

CREATE TRIGGER part_with_address
  AFTER UPDATE OF email_hash ON public.leads
  FOR EACH ROW
  WHEN (((new.email_hash IS DISTINCT FROM old.email_hash) AND (old.email_hash IS
    NOT NULL) AND (new.erased_at IS NULL)))
  EXECUTE FUNCTION intake.part_with_address();

CREATE TRIGGER set_added_to_campaign_at_first
  BEFORE INSERT ON public.leads
  FOR EACH ROW
  WHEN (((new.campaign_id IS NOT NULL) OR (new.added_to_campaign_at IS NOT NULL)))
  EXECUTE FUNCTION intake.set_added_to_campaign_at();

CREATE TRIGGER set_added_to_campaign_at
  BEFORE UPDATE OF campaign_id ON public.leads
  FOR EACH ROW
  WHEN ((new.campaign_id IS DISTINCT FROM old.campaign_id))
  EXECUTE FUNCTION intake.set_added_to_campaign_at();

CREATE POLICY "Members change their broker's leads" ON "public"."leads"
  FOR UPDATE
  TO "authenticated"
  USING (((erased_at IS NULL) AND (broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b)))))
  WITH CHECK (((erased_at IS NULL) AND (broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b)))));

CREATE POLICY "Members read their broker's leads" ON "public"."leads"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."leads"."address_hash" IS 'SHA-256 of the normalised address, in hex: the third.';

COMMENT ON COLUMN "public"."leads"."apn" IS 'Assessor''s parcel number without its punctuation: the second. Counties number parcels each for itself.';

COMMENT ON COLUMN "public"."leads"."apn_county" IS 'State and county of the parcel number, as CA/LOS ANGELES; empty when it isn''t known.';

COMMENT ON COLUMN "public"."leads"."consent_address" IS 'The network address from which they agreed.';

COMMENT ON COLUMN "public"."leads"."consent_text_version" IS 'Which text they agreed to.';

COMMENT ON COLUMN "public"."leads"."contact_id" IS 'The contact whom they turned out to be, once any webhook spoke of them.';

COMMENT ON COLUMN "public"."leads"."current_sequence_step" IS 'The step of the campaign''s sequence that they last answered to.';

COMMENT ON COLUMN "public"."leads"."email" IS 'The address; null where there is none or it is kept encrypted.';

COMMENT ON COLUMN "public"."leads"."email_encrypted" IS 'What decrypt_email() opens; the id of its key stands before it.';

COMMENT ON COLUMN "public"."leads"."email_hash" IS 'hash_email() of the address, by which it is looked up, encrypted or not.';

COMMENT ON COLUMN "public"."leads"."erased_at" IS 'When the person asked to be forgotten; what remains says nothing of them.';

COMMENT ON COLUMN "public"."leads"."mak" IS 'Melissa Address Key: the first of the keys by which a property is known.';

COMMENT ON COLUMN "public"."leads"."melissa_payload" IS 'What the verification service answered, as it did.';

COMMENT ON COLUMN "public"."leads"."street" IS 'Number and street, as USPS abbreviates them.';

COMMENT ON TABLE "public"."leads" IS 'The leads of each broker: who owns which property, how they may be reached, and how far they have come.';

REVOKE ALL ON TABLE "public"."leads" FROM "authenticated";

REVOKE ALL ("campaign_status") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("campaign_status") ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ("family_name") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("family_name") ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ("full_name") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("full_name") ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ("given_name") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("given_name") ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ("score") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("score") ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ("tags") ON TABLE "public"."leads" FROM "authenticated";

GRANT UPDATE ("tags") ON TABLE "public"."leads" TO "authenticated";

GRANT SELECT ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ON TABLE "public"."leads" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."leads_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."leads_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."leads_id_seq" FROM "service_role";

-- public/tables/members.sql

CREATE TABLE "public"."members" (
  "id"         bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "user_id"    uuid                     NOT NULL,
  "role"       text                     NOT NULL,
  "broker_id"  bigint,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "members_broker_has_broker" CHECK (((role = 'broker'::text) = (broker_id IS NOT NULL))),
  CONSTRAINT "members_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id) ON DELETE CASCADE,
  CONSTRAINT "members_once" UNIQUE NULLS NOT DISTINCT (user_id, broker_id),
  CONSTRAINT "members_pkey" PRIMARY KEY (id),
  CONSTRAINT "members_role_is_known" CHECK ((role = ANY (ARRAY['staff'::text, 'broker'::text])))
);

ALTER TABLE "public"."members"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX members_broker ON public.members USING btree (broker_id);

CREATE POLICY "People read their own memberships" ON "public"."members"
  FOR SELECT
  TO "authenticated"
  USING ((user_id = ( SELECT auth.uid() AS uid)));

COMMENT ON TABLE "public"."members" IS 'Who is staff and who belongs to which broker; user_id is the id in auth.users.';

REVOKE ALL ON TABLE "public"."members" FROM "authenticated";

GRANT SELECT ON TABLE "public"."members" TO "authenticated";

REVOKE ALL ON TABLE "public"."members" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."members_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."members_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."members_id_seq" FROM "service_role";

-- public/tables/pipeline_days.sql

CREATE TABLE "public"."pipeline_days" (
  "id"          bigint  GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"   bigint  NOT NULL,
  "campaign_id" bigint,
  "day"         date    NOT NULL,
  "stage"       text    NOT NULL,
  "slot"        integer NOT NULL,
  "steps"       bigint  NOT NULL,
  CONSTRAINT "pipeline_days_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "pipeline_days_campaign_id_fkey" FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id)
    ON DELETE CASCADE,
  CONSTRAINT "pipeline_days_once" UNIQUE NULLS NOT DISTINCT (broker_id, day, stage, campaign_id, slot),
  CONSTRAINT "pipeline_days_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."pipeline_days"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX pipeline_days_campaign ON public.pipeline_days USING btree (campaign_id)
  WHERE (campaign_id IS NOT NULL);

CREATE POLICY "Members read their broker's days" ON "public"."pipeline_days"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."pipeline_days"."day" IS 'The day in the broker''s time zone.';

COMMENT ON COLUMN "public"."pipeline_days"."slot" IS 'Sums are spread over slots, so that nobody waits to add to one.';

COMMENT ON TABLE "public"."pipeline_days" IS 'How many steps there were by broker, campaign and day.';

REVOKE ALL ON TABLE "public"."pipeline_days" FROM "authenticated";

GRANT SELECT ON TABLE "public"."pipeline_days" TO "authenticated";

REVOKE ALL ON TABLE "public"."pipeline_days" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."pipeline_days_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."pipeline_days_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."pipeline_days_id_seq" FROM "service_role";

-- public/tables/pipeline_durations.sql

CREATE TABLE "public"."pipeline_durations" (
  "id"           bigint   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "broker_id"    bigint   NOT NULL,
  "campaign_id"  bigint,
  "stage"        text     NOT NULL,
  "bucket"       smallint NOT NULL,
  "slot"         integer  NOT NULL,
  "steps"        bigint   NOT NULL,
  "milliseconds" bigint   NOT NULL,
  CONSTRAINT "pipeline_durations_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "pipeline_durations_bucket_range" CHECK (((bucket >= 0) AND (bucket <= 63))),
  CONSTRAINT "pipeline_durations_campaign_id_fkey" FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id)
    ON DELETE CASCADE,
  CONSTRAINT "pipeline_durations_once" UNIQUE NULLS
    NOT DISTINCT (broker_id, stage, campaign_id, bucket, slot),
  CONSTRAINT "pipeline_durations_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."pipeline_durations"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX pipeline_durations_campaign ON public.pipeline_durations USING btree (campaign_id)
  WHERE (campaign_id IS NOT NULL);

CREATE POLICY "Members read how long their broker's steps took" ON "public"."pipeline_durations"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."pipeline_durations"."bucket" IS 'Half powers of two: each of these steps took less than 2^(bucket/2) milliseconds, and no less than half a power below.';

COMMENT ON COLUMN "public"."pipeline_durations"."milliseconds" IS 'How long they took in all.';

COMMENT ON COLUMN "public"."pipeline_durations"."slot" IS 'As in pipeline_days.';

COMMENT ON TABLE "public"."pipeline_durations" IS 'How long steps took, by broker and campaign, where anybody measured.';

REVOKE ALL ON TABLE "public"."pipeline_durations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."pipeline_durations" TO "authenticated";

REVOKE ALL ON TABLE "public"."pipeline_durations" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."pipeline_durations_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."pipeline_durations_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."pipeline_durations_id_seq" FROM "service_role";

-- public/tables/pipeline_events.sql

CREATE TABLE "public"."pipeline_events" (
  "id"               bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "at"               timestamp with time zone NOT NULL DEFAULT now(),
  "stage"            text                     NOT NULL,
  "webhook_event_id" bigint,
  "contact_id"       bigint,
  "broker_id"        bigint,
  "lead_id"          bigint,
  "upload_id"        uuid,
  "campaign_id"      bigint,
  "milliseconds"     integer,
  CONSTRAINT "pipeline_events_milliseconds_range" CHECK ((milliseconds >= 0)),
  CONSTRAINT "pipeline_events_pkey" PRIMARY KEY (id),
  CONSTRAINT "pipeline_events_stage_is_slug"
    CHECK
    (((translate(stage, 'abcdefghijklmnopqrstuvwxyz_'::text, ''::text) = ''::text) AND ("left"(stage, 1) <>
    '_'::text) AND ((length(stage) >= 1) AND (length(stage) <= 64))))
);

ALTER TABLE "public"."pipeline_events"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX pipeline_events_broker ON public.pipeline_events USING btree (broker_id, at)
  WHERE (broker_id IS NOT NULL);

CREATE INDEX pipeline_events_contact ON public.pipeline_events USING btree (contact_id)
  WHERE (contact_id IS NOT NULL);

CREATE INDEX pipeline_events_lead ON public.pipeline_events USING btree (lead_id)
  WHERE (lead_id IS NOT NULL);

CREATE INDEX pipeline_events_webhook_event ON public.pipeline_events USING btree (webhook_event_id)
  WHERE (webhook_event_id IS NOT NULL);

CREATE POLICY "Staff read all pipeline events, members their broker's" ON "public"."pipeline_events"
  FOR SELECT
  TO "authenticated"
  USING (((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))) OR ((id >= 0) AND (id <= ( SELECT
        CASE
            WHEN (EXISTS ( SELECT
               FROM public.members m
              WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))) THEN
                '9223372036854775807'::bigint
            ELSE ('-1'::integer)::bigint
        END AS "case")))));

COMMENT ON COLUMN "public"."pipeline_events"."broker_id" IS 'Not a foreign key, which would be looked up for each step; a broker stays as long as its steps.';

COMMENT ON COLUMN "public"."pipeline_events"."milliseconds" IS 'How long the step took, or how long the lead had waited for it; null when nobody measured.';

COMMENT ON COLUMN "public"."pipeline_events"."stage" IS 'The step, as in processed, stored, deferred.';

COMMENT ON TABLE "public"."pipeline_events" IS 'What the pipeline did to whom and when, one row per step.';

REVOKE ALL ON TABLE "public"."pipeline_events" FROM "authenticated";

GRANT SELECT ON TABLE "public"."pipeline_events" TO "authenticated";

REVOKE ALL ON TABLE "public"."pipeline_events" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."pipeline_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."pipeline_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."pipeline_events_id_seq" FROM "service_role";

-- public/tables/products.sql

CREATE TABLE "public"."products" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"    text                     NOT NULL,
  "external_id" text                     NOT NULL,
  "name"        text,
  "provenance"  jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "products_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "products_once" UNIQUE (provider, external_id),
  CONSTRAINT "products_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."products"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read products" ON "public"."products"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."products"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it.';

COMMENT ON TABLE "public"."products" IS 'What is sold: courses, plans, events; one row per provider''s product.';

REVOKE ALL ON TABLE "public"."products" FROM "authenticated";

GRANT SELECT ON TABLE "public"."products" TO "authenticated";

REVOKE ALL ON TABLE "public"."products" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."products_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."products_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."products_id_seq" FROM "service_role";

-- public/tables/registrations.sql

CREATE TABLE "public"."registrations" (
  "id"                      bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"                text                     NOT NULL,
  "external_id"             text                     NOT NULL,
  "kind"                    text                     NOT NULL,
  "contact_id"              bigint,
  "product_id"              bigint,
  "status"                  text                     NOT NULL DEFAULT 'active'::text,
  "title"                   text,
  "transaction_external_id" text,
  "occurred_at"             timestamp with time zone,
  "provenance"              jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"              timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"              timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "registrations_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "registrations_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "registrations_kind_is_known"
    CHECK
    ((kind = ANY (ARRAY['ticket'::text, 'form'::text, 'waiting_list'::text, 'access'::text,
    'booking'::text]))),
  CONSTRAINT "registrations_once" UNIQUE (provider, kind, external_id),
  CONSTRAINT "registrations_pkey" PRIMARY KEY (id),
  CONSTRAINT "registrations_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id),
  CONSTRAINT "registrations_status_is_known"
    CHECK ((status = ANY (ARRAY['active'::text, 'cancelled'::text, 'checked_in'::text])))
);

ALTER TABLE "public"."registrations"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX registrations_contact ON public.registrations USING btree (contact_id);

CREATE INDEX registrations_product ON public.registrations USING btree (product_id);

CREATE POLICY "Staff read registrations" ON "public"."registrations"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."registrations"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it.';

COMMENT ON COLUMN "public"."registrations"."transaction_external_id" IS 'The provider''s id of the payment for it; the two may arrive in either order.';

COMMENT ON TABLE "public"."registrations" IS 'What contacts signed up for: tickets, forms, places on a waiting list, access to a course, bookings.';

REVOKE ALL ON TABLE "public"."registrations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."registrations" TO "authenticated";

REVOKE ALL ON TABLE "public"."registrations" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."registrations_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."registrations_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."registrations_id_seq" FROM "service_role";

-- public/tables/subscriptions.sql

CREATE TABLE "public"."subscriptions" (
  "id"                   bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"             text                     NOT NULL,
  "external_id"          text                     NOT NULL,
  "contact_id"           bigint,
  "product_id"           bigint,
  "status"               text,
  "amount"               bigint,
  "currency"             text,
  "billing_interval"     text,
  "interval_count"       integer,
  "started_at"           timestamp with time zone,
  "current_period_end"   timestamp with time zone,
  "cancel_at_period_end" boolean,
  "cancelled_at"         timestamp with time zone,
  "provenance"           jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"           timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "subscriptions_amount_has_currency" CHECK (((amount IS NULL) OR (currency IS NOT NULL))),
  CONSTRAINT "subscriptions_amount_range" CHECK (((amount >= 0) AND (amount <= '1000000000000'::bigint))),
  CONSTRAINT "subscriptions_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "subscriptions_currency_is_iso_4217" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "subscriptions_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "subscriptions_interval_count_range"
    CHECK (((interval_count >= 1) AND (interval_count <= 1000))),
  CONSTRAINT "subscriptions_interval_is_known"
    CHECK ((billing_interval = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'year'::text]))),
  CONSTRAINT "subscriptions_once" UNIQUE (provider, external_id),
  CONSTRAINT "subscriptions_pkey" PRIMARY KEY (id),
  CONSTRAINT "subscriptions_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id),
  CONSTRAINT "subscriptions_status_is_known"
    CHECK
    ((status = ANY (ARRAY['incomplete'::text, 'trialing'::text, 'active'::text, 'past_due'::text,
    'unpaid'::text, 'paused'::text, 'cancelled'::text, 'expired'::text])))
);

ALTER TABLE "public"."subscriptions"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX subscriptions_contact ON public.subscriptions USING btree (contact_id);

CREATE INDEX subscriptions_product ON public.subscriptions USING btree (product_id);

CREATE POLICY "Staff read subscriptions" ON "public"."subscriptions"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."subscriptions"."amount" IS 'Minor units of currency per interval.';

COMMENT ON COLUMN "public"."subscriptions"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it.';

COMMENT ON COLUMN "public"."subscriptions"."status" IS 'Null while no event has stated it.';

COMMENT ON TABLE "public"."subscriptions" IS 'Recurring payment agreements, one row each.';

REVOKE ALL ON TABLE "public"."subscriptions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."subscriptions" TO "authenticated";

REVOKE ALL ON TABLE "public"."subscriptions" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."subscriptions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."subscriptions_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."subscriptions_id_seq" FROM "service_role";

-- public/tables/tags.sql

CREATE TABLE "public"."tags" (
  "id"         bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "name"       text                     NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "tags_name_length" CHECK (((length(name) >= 1) AND (length(name) <= 255))),
  CONSTRAINT "tags_once" UNIQUE (name),
  CONSTRAINT "tags_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."tags"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Staff read tags" ON "public"."tags"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON TABLE "public"."tags" IS 'Labels that contacts can bear, named as the provider names them.';

REVOKE ALL ON TABLE "public"."tags" FROM "authenticated";

GRANT SELECT ON TABLE "public"."tags" TO "authenticated";

REVOKE ALL ON TABLE "public"."tags" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."tags_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."tags_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."tags_id_seq" FROM "service_role";

-- public/tables/transactions.sql

CREATE TABLE "public"."transactions" (
  "id"                       bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider"                 text                     NOT NULL,
  "external_id"              text                     NOT NULL,
  "contact_id"               bigint,
  "product_id"               bigint,
  "amount"                   bigint,
  "currency"                 text,
  "payment_status"           text                     NOT NULL DEFAULT 'pending'::text,
  "refunded_amount"          bigint                   NOT NULL DEFAULT 0,
  "status"                   text                     GENERATED ALWAYS AS (
CASE
    WHEN ((refunded_amount > 0) AND (refunded_amount >= amount)) THEN 'refunded'::text
    WHEN (refunded_amount > 0) THEN 'partially_refunded'::text
    ELSE payment_status
END) STORED NOT NULL,
  "subscription_external_id" text,
  "description"              text,
  "occurred_at"              timestamp with time zone,
  "confirmed"                boolean                  NOT NULL DEFAULT false,
  "provenance"               jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_at"               timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"               timestamp with time zone NOT NULL DEFAULT now(),
  "refund_parts"             jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT "transactions_amount_has_currency" CHECK (((amount IS NULL) OR (currency IS NOT NULL))),
  CONSTRAINT "transactions_amount_range" CHECK (((amount >= 0) AND (amount <= '1000000000000'::bigint))),
  CONSTRAINT "transactions_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.contacts(id),
  CONSTRAINT "transactions_currency_is_iso_4217" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "transactions_external_id_length"
    CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255))),
  CONSTRAINT "transactions_once" UNIQUE (provider, external_id),
  CONSTRAINT "transactions_payment_status_is_known"
    CHECK
    ((payment_status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
  CONSTRAINT "transactions_pkey" PRIMARY KEY (id),
  CONSTRAINT "transactions_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id),
  CONSTRAINT "transactions_refund_parts_is_object" CHECK ((jsonb_typeof(refund_parts) = 'object'::text)),
  CONSTRAINT "transactions_refunded_amount_range"
    CHECK (((refunded_amount >= 0) AND (refunded_amount <= '1000000000000'::bigint)))
);

ALTER TABLE "public"."transactions"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX transactions_contact ON public.transactions USING btree (contact_id);

CREATE INDEX transactions_product ON public.transactions USING btree (product_id);

CREATE INDEX transactions_subscription ON public.transactions USING btree (provider, subscription_external_id)
  WHERE (subscription_external_id IS NOT NULL);

CREATE POLICY "Staff read transactions" ON "public"."transactions"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."transactions"."amount" IS 'Minor units of currency; null while only a later event of the payment has arrived.';

COMMENT ON COLUMN "public"."transactions"."confirmed" IS 'True when the sender proved it: a signature, or its API confirmed it.';

COMMENT ON COLUMN "public"."transactions"."provenance" IS 'Per group of fields, the stamp of the statement that last wrote it.';

COMMENT ON COLUMN "public"."transactions"."refund_parts" IS 'What was refunded, minor units by the provider''s id of each part; empty where only the whole is known.';

COMMENT ON COLUMN "public"."transactions"."refunded_amount" IS 'Everything refunded so far, minor units: the sum of the parts, or what was stated as the whole if that is more. Only ever grows.';

COMMENT ON COLUMN "public"."transactions"."status" IS 'payment_status, or what the refunds have made of it.';

COMMENT ON TABLE "public"."transactions" IS 'Payments, one row each, with what has become of them.';

REVOKE ALL ON TABLE "public"."transactions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."transactions" TO "authenticated";

REVOKE ALL ON TABLE "public"."transactions" FROM "anon", "service_role";

REVOKE ALL ON SEQUENCE "public"."transactions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."transactions_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."transactions_id_seq" FROM "service_role";

-- public/tables/upload_steps.sql

CREATE TABLE "public"."upload_steps" (
  "upload_id" uuid    NOT NULL,
  "broker_id" bigint  NOT NULL,
  "stage"     text    NOT NULL,
  "slot"      integer NOT NULL,
  "steps"     bigint  NOT NULL,
  CONSTRAINT "upload_steps_broker_id_fkey" FOREIGN KEY (broker_id) REFERENCES public.brokers(id)
    ON DELETE CASCADE,
  CONSTRAINT "upload_steps_pkey" PRIMARY KEY (upload_id, stage, slot),
  CONSTRAINT "upload_steps_upload_id_fkey" FOREIGN KEY (upload_id) REFERENCES public.lead_uploads(id)
    ON DELETE CASCADE
);

ALTER TABLE "public"."upload_steps"
  ENABLE ROW LEVEL SECURITY;

CREATE INDEX upload_steps_broker ON public.upload_steps USING btree (broker_id);

CREATE POLICY "Members read the steps of their broker's uploads" ON "public"."upload_steps"
  FOR SELECT
  TO "authenticated"
  USING ((broker_id = ANY (ARRAY( SELECT b.id
   FROM public.brokers b))));

COMMENT ON COLUMN "public"."upload_steps"."slot" IS 'As in pipeline_days.';

COMMENT ON TABLE "public"."upload_steps" IS 'How many steps the leads of each upload have made.';

REVOKE ALL ON TABLE "public"."upload_steps" FROM "authenticated";

GRANT SELECT ON TABLE "public"."upload_steps" TO "authenticated";

REVOKE ALL ON TABLE "public"."upload_steps" FROM "anon", "service_role";

-- public/tables/verification_code_map.sql

CREATE TABLE "public"."verification_code_map" (
  "provider" text NOT NULL,
  "code"     text NOT NULL,
  "what"     text NOT NULL,
  "verdict"  text NOT NULL,
  CONSTRAINT "verification_code_map_code_length" CHECK (((length(code) >= 1) AND (length(code) <= 64))),
  CONSTRAINT "verification_code_map_pkey" PRIMARY KEY (provider, code, what),
  CONSTRAINT "verification_code_map_provider_is_slug" CHECK ((provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'::text)),
  CONSTRAINT "verification_code_map_verdict_is_known"
    CHECK ((verdict = ANY (ARRAY['verified'::text, 'unverified'::text, 'unknown'::text]))),
  CONSTRAINT "verification_code_map_what_is_known"
    CHECK ((what = ANY (ARRAY['email'::text, 'phone'::text, 'address'::text])))
);

ALTER TABLE "public"."verification_code_map"
  ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Everybody who is signed in reads the code map" ON "public"."verification_code_map"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT auth.uid() AS uid) IS NOT NULL));

CREATE POLICY "Staff add to the code map" ON "public"."verification_code_map"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

CREATE POLICY "Staff change the code map" ON "public"."verification_code_map"
  FOR UPDATE
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))))
  WITH CHECK ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

CREATE POLICY "Staff remove from the code map" ON "public"."verification_code_map"
  FOR DELETE
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE ((m.user_id = ( SELECT auth.uid() AS uid)) AND (m.role = 'staff'::text)))));

COMMENT ON COLUMN "public"."verification_code_map"."verdict" IS 'verified, unverified: what the lead is from then on. unknown: the code is kept and decides nothing.';

COMMENT ON TABLE "public"."verification_code_map" IS 'What each code of a verification service says of what.';

REVOKE ALL ON TABLE "public"."verification_code_map" FROM "authenticated";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."verification_code_map" TO "authenticated";

REVOKE ALL ON TABLE "public"."verification_code_map" FROM "anon", "service_role";

-- public/views/v_campaign_days.sql

CREATE VIEW "public"."v_campaign_days" WITH (security_invoker=true) AS  SELECT d.campaign_id,
    d.day,
    d.daily_limit,
    d.used,
    t.failures,
    t.last_error,
    t.last_failed_at,
    t.resume_at
   FROM (intake.campaign_days d
     LEFT JOIN intake.campaign_tools t ON ((t.campaign_id = d.campaign_id)));

COMMENT ON VIEW "public"."v_campaign_days" IS 'How many leads may have reached each campaign''s tool per day, and how the tool is doing.';

REVOKE ALL ON TABLE "public"."v_campaign_days" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_campaign_days" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_campaign_days" FROM "anon", "service_role";

-- public/views/v_campaign_funnel.sql

CREATE VIEW "public"."v_campaign_funnel" WITH (security_invoker=true) AS  SELECT c.broker_id,
    b.slug AS broker,
    c.id AS campaign_id,
    c.name AS campaign,
    c.status,
    s.queued,
    s.fed,
    s.feed_failed,
    s.called,
    s.replied,
    s.booked,
    s.bounced,
    s.unsubscribed,
    round(((s.replied)::numeric / (NULLIF(s.fed, 0))::numeric), 4) AS reply_rate,
    round(((s.booked)::numeric / (NULLIF(s.fed, 0))::numeric), 4) AS booking_rate
   FROM ((public.campaigns c
     JOIN public.brokers b ON ((b.id = c.broker_id)))
     CROSS JOIN LATERAL ( SELECT (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'queued'::text)), (0)::numeric))::bigint AS queued,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'fed'::text)), (0)::numeric))::bigint AS fed,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'feed_failed'::text)), (0)::numeric))::bigint AS feed_failed,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'called'::text)), (0)::numeric))::bigint AS called,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'replied'::text)), (0)::numeric))::bigint AS replied,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'booked'::text)), (0)::numeric))::bigint AS booked,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'bounced'::text)), (0)::numeric))::bigint AS bounced,
            (COALESCE(sum(d.steps) FILTER (WHERE (d.stage = 'unsubscribed'::text)), (0)::numeric))::bigint AS unsubscribed
           FROM public.pipeline_days d
          WHERE (d.campaign_id = c.id)) s);

COMMENT ON VIEW "public"."v_campaign_funnel" IS 'What became of the leads in each campaign.';

REVOKE ALL ON TABLE "public"."v_campaign_funnel" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_campaign_funnel" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_campaign_funnel" FROM "anon", "service_role";

-- public/views/v_campaign_outbox.sql

CREATE VIEW "public"."v_campaign_outbox" WITH (security_invoker=true) AS  SELECT id,
    campaign_id,
    broker_id,
    lead_id,
    status,
    attempts,
    reason,
    queued_at,
        CASE
            WHEN (status = 'waiting'::text) THEN next_attempt_at
            ELSE NULL::timestamp with time zone
        END AS next_attempt_at,
    fed_at,
    dead_at
   FROM intake.campaign_outbox;

COMMENT ON VIEW "public"."v_campaign_outbox" IS 'Leads on their way into a campaign; those that are dead wait for a person.';

REVOKE ALL ON TABLE "public"."v_campaign_outbox" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_campaign_outbox" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_campaign_outbox" FROM "anon", "service_role";

-- public/views/v_database_health.sql

CREATE VIEW "public"."v_database_health" WITH (security_invoker=true) AS  WITH last_runs AS (
         SELECT j.name,
            j.every_minutes,
            j.timeout_seconds,
            ended.status,
            ended.error,
            ended.completed_at AS ended_at,
            completed.completed_at,
                CASE
                    WHEN (j.every_minutes IS NOT NULL) THEN COALESCE(completed.completed_at, j.created_at)
                    WHEN COALESCE((completed.completed_at < due.last_at), true) THEN due.last_at
                    ELSE NULL::timestamp with time zone
                END AS waiting_since,
                CASE
                    WHEN (j.every_minutes IS NULL) THEN '01:00:00'::interval
                    ELSE make_interval(mins => (3 * j.every_minutes), secs => (j.timeout_seconds)::double precision)
                END AS patience
           FROM (((ops.scheduled_jobs j
             LEFT JOIN LATERAL ( SELECT r.status,
                    r.error,
                    r.completed_at
                   FROM ops.job_runs r
                  WHERE ((r.job = j.name) AND (r.completed_at IS NOT NULL))
                  ORDER BY r.completed_at DESC
                 LIMIT 1) ended ON (true))
             LEFT JOIN LATERAL ( SELECT r.completed_at
                   FROM ops.job_runs r
                  WHERE ((r.job = j.name) AND (r.status = 'completed'::text) AND (r.completed_at IS NOT NULL))
                  ORDER BY r.completed_at DESC
                 LIMIT 1) completed ON (true))
             LEFT JOIN LATERAL ( SELECT max((((day.day)::date + j.local_time) AT TIME ZONE j.time_zone)) AS last_at
                   FROM generate_series(((((now() AT TIME ZONE j.time_zone))::date - 7))::timestamp with time zone, (((now() AT TIME ZONE j.time_zone))::date)::timestamp with time zone, '1 day'::interval) day(day)
                  WHERE ((EXTRACT(isodow FROM day.day) = ANY ((j.weekdays)::numeric[])) AND (((((day.day)::date + j.local_time) AT TIME ZONE j.time_zone) >= j.created_at) AND ((((day.day)::date + j.local_time) AT TIME ZONE j.time_zone) <= now())))) due ON (true))
          WHERE j.enabled
        )
 SELECT 'job'::text AS check_name,
    last_runs.name AS subject,
        CASE
            WHEN ((now() - last_runs.waiting_since) > ((3)::double precision * last_runs.patience)) THEN 'critical'::text
            WHEN (((now() - last_runs.waiting_since) > last_runs.patience) OR (last_runs.status = ANY (ARRAY['failed'::text, 'abandoned'::text]))) THEN 'warning'::text
            ELSE 'ok'::text
        END AS status,
    round(EXTRACT(epoch FROM (now() - last_runs.completed_at))) AS value,
    'seconds since it was completed'::text AS unit,
        CASE
            WHEN ((now() - last_runs.waiting_since) > last_runs.patience) THEN last_runs.waiting_since
            WHEN (last_runs.status = ANY (ARRAY['failed'::text, 'abandoned'::text])) THEN last_runs.ended_at
            ELSE NULL::timestamp with time zone
        END AS since,
        CASE
            WHEN (last_runs.status = ANY (ARRAY['failed'::text, 'abandoned'::text])) THEN last_runs.error
            ELSE NULL::text
        END AS code
   FROM last_runs
UNION ALL
 SELECT 'schedule'::text AS check_name,
    'unsent runs'::text AS subject,
        CASE
            WHEN (min(job_runs.due_at) < (now() - '00:05:00'::interval)) THEN 'critical'::text
            ELSE 'ok'::text
        END AS status,
    count(*) AS value,
    'runs'::text AS unit,
    min(job_runs.due_at) AS since,
    min(job_runs.error) AS code
   FROM ops.job_runs
  WHERE (job_runs.status = 'due'::text)
UNION ALL
 SELECT 'dead_letter_queue'::text AS check_name,
    'waiting'::text AS subject,
        CASE
            WHEN (min(pipeline_dlq.next_attempt_at) < (now() - '01:00:00'::interval)) THEN 'critical'::text
            WHEN (min(pipeline_dlq.next_attempt_at) < (now() - '00:15:00'::interval)) THEN 'warning'::text
            ELSE 'ok'::text
        END AS status,
    count(*) AS value,
    'letters'::text AS unit,
    min(pipeline_dlq.next_attempt_at) FILTER (WHERE (pipeline_dlq.next_attempt_at < now())) AS since,
    NULL::text AS code
   FROM intake.pipeline_dlq
  WHERE (pipeline_dlq.status = 'waiting'::text)
UNION ALL
 SELECT 'dead_letter_queue'::text AS check_name,
    'given up'::text AS subject,
        CASE
            WHEN (count(*) > 0) THEN 'critical'::text
            ELSE 'ok'::text
        END AS status,
    count(*) AS value,
    'letters'::text AS unit,
    min(pipeline_dlq.last_failed_at) AS since,
    NULL::text AS code
   FROM intake.pipeline_dlq
  WHERE ((pipeline_dlq.status = 'dead'::text) AND (pipeline_dlq.last_failed_at > (now() - '14 days'::interval)))
UNION ALL
 SELECT 'uploads'::text AS check_name,
    'unfinished'::text AS subject,
        CASE
            WHEN (min(lead_uploads.received_at) < (now() - '01:00:00'::interval)) THEN 'critical'::text
            WHEN (min(lead_uploads.received_at) < (now() - '00:15:00'::interval)) THEN 'warning'::text
            ELSE 'ok'::text
        END AS status,
    count(*) AS value,
    'uploads'::text AS unit,
    min(lead_uploads.received_at) AS since,
    NULL::text AS code
   FROM public.lead_uploads
  WHERE (lead_uploads.status = ANY (ARRAY['receiving'::text, 'staged'::text]))
UNION ALL
 SELECT 'reconciliation'::text AS check_name,
    reconciliations.provider AS subject,
        CASE
            WHEN (reconciliations.last_error IS NULL) THEN 'ok'::text
            WHEN (reconciliations.reconciled_until < (now() - '1 day'::interval)) THEN 'critical'::text
            ELSE 'warning'::text
        END AS status,
    round(EXTRACT(epoch FROM (now() - reconciliations.reconciled_until))) AS value,
    'seconds behind'::text AS unit,
        CASE
            WHEN (reconciliations.last_error IS NOT NULL) THEN reconciliations.reconciled_until
            ELSE NULL::timestamp with time zone
        END AS since,
    reconciliations.last_error AS code
   FROM intake.reconciliations
UNION ALL
 SELECT 'campaign_outbox'::text AS check_name,
    ('campaign-'::text || c.id) AS subject,
        CASE
            WHEN ((count(o.id) FILTER (WHERE (o.dead_at > (now() - '1 day'::interval))))::numeric >= GREATEST(((c.daily_limit)::numeric * 0.1), (1)::numeric)) THEN 'critical'::text
            WHEN (count(o.id) > 0) THEN 'warning'::text
            ELSE 'ok'::text
        END AS status,
    count(o.id) AS value,
    'leads given up'::text AS unit,
    min(o.dead_at) AS since,
    mode() WITHIN GROUP (ORDER BY o.reason) AS code
   FROM (public.campaigns c
     LEFT JOIN intake.campaign_outbox o ON (((o.campaign_id = c.id) AND (o.status = 'dead'::text) AND (o.dead_at > (now() - '14 days'::interval)) AND ((o.reason = ANY (ARRAY['ERASED'::text, 'NOT_CONTACTABLE'::text])) IS NOT TRUE))))
  WHERE (c.status <> 'ended'::text)
  GROUP BY c.id
UNION ALL
 SELECT 'connections'::text AS check_name,
    'in use'::text AS subject,
        CASE
            WHEN ((count(*))::numeric > (0.95 * (settings.most)::numeric)) THEN 'critical'::text
            WHEN ((count(*))::numeric > (0.8 * (settings.most)::numeric)) THEN 'warning'::text
            ELSE 'ok'::text
        END AS status,
    count(*) AS value,
    ('of '::text || settings.most) AS unit,
    NULL::timestamp with time zone AS since,
    NULL::text AS code
   FROM pg_stat_activity,
    ( SELECT (current_setting('max_connections'::text))::integer AS most) settings
  WHERE (pg_stat_activity.backend_type = 'client backend'::text)
  GROUP BY settings.most;

COMMENT ON VIEW "public"."v_database_health" IS 'What can be well or not, and since when it isn''t: jobs, queues, uploads, reconciliations, campaigns, connections.';

REVOKE ALL ON TABLE "public"."v_database_health" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_database_health" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_database_health" FROM "anon", "service_role";

-- public/views/v_errors_trend.sql

CREATE VIEW "public"."v_errors_trend" WITH (security_invoker=true) AS  SELECT e.broker_id,
    b.slug AS broker,
    e.day,
    e.kind,
    e.errors
   FROM (( SELECT d.broker_id,
            d.day,
            d.stage AS kind,
            (sum(d.steps))::bigint AS errors
           FROM public.pipeline_days d
          WHERE (d.stage = ANY (ARRAY['feed_failed'::text, 'conflict'::text, 'bounced'::text]))
          GROUP BY d.broker_id, d.day, d.stage
        UNION ALL
         SELECT u.broker_id,
            ((u.received_at AT TIME ZONE z.time_zone))::date AS timezone,
            'row_refused'::text,
            sum(u.rows_refused) AS sum
           FROM (public.lead_uploads u
             JOIN public.brokers z ON ((z.id = u.broker_id)))
          WHERE (u.rows_refused > 0)
          GROUP BY u.broker_id, (((u.received_at AT TIME ZONE z.time_zone))::date)
        UNION ALL
         SELECT u.broker_id,
            ((u.received_at AT TIME ZONE z.time_zone))::date AS timezone,
            'upload_failed'::text,
            count(*) AS count
           FROM (public.lead_uploads u
             JOIN public.brokers z ON ((z.id = u.broker_id)))
          WHERE (u.status = 'failed'::text)
          GROUP BY u.broker_id, (((u.received_at AT TIME ZONE z.time_zone))::date)
        UNION ALL
         SELECT NULL::bigint,
            ((q.first_failed_at AT TIME ZONE 'UTC'::text))::date AS timezone,
            'dead_letter'::text,
            count(*) AS count
           FROM intake.pipeline_dlq q
          GROUP BY (((q.first_failed_at AT TIME ZONE 'UTC'::text))::date)) e
     LEFT JOIN public.brokers b ON ((b.id = e.broker_id)));

COMMENT ON VIEW "public"."v_errors_trend" IS 'What went wrong by broker, day and kind.';

REVOKE ALL ON TABLE "public"."v_errors_trend" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_errors_trend" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_errors_trend" FROM "anon", "service_role";

-- public/views/v_health_check_log.sql

CREATE VIEW "public"."v_health_check_log" WITH (security_invoker=true) AS  SELECT hour,
    checked_at,
    status,
    problems,
    open_alerts
   FROM ops.health_check_log;

COMMENT ON VIEW "public"."v_health_check_log" IS 'One line per hour: the worst that the checks of that hour found.';

REVOKE ALL ON TABLE "public"."v_health_check_log" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_health_check_log" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_health_check_log" FROM "anon", "service_role";

-- public/views/v_job_runs.sql

CREATE VIEW "public"."v_job_runs" WITH (security_invoker=true) AS  SELECT id,
    job,
    slot,
    due_at,
    status,
    attempts,
    dispatched_at,
    claimed_at,
    completed_at,
    milliseconds,
    counts,
    error,
    request_id
   FROM ops.job_runs;

COMMENT ON VIEW "public"."v_job_runs" IS 'The runs of the scheduled jobs: when each was due and done, how long it took and what it did.';

REVOKE ALL ON TABLE "public"."v_job_runs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_job_runs" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_job_runs" FROM "anon", "service_role";

-- public/views/v_lead_scores.sql

CREATE VIEW "public"."v_lead_scores" WITH (security_invoker=true) AS  SELECT l.broker_id,
    b.slug AS broker,
    l.score_from,
        CASE
            WHEN (l.score_from = 90) THEN 100
            ELSE (l.score_from + 9)
        END AS score_to,
    l.leads,
    l.contacted,
    l.replied,
    l.booked
   FROM (( SELECT c.broker_id,
            LEAST(((c.score / 10) * 10), 90) AS score_from,
            count(*) AS leads,
            count(*) FILTER (WHERE (c.campaign_status = ANY (ARRAY['active'::public.campaign_status, 'replied'::public.campaign_status, 'booked'::public.campaign_status]))) AS contacted,
            count(*) FILTER (WHERE (c.campaign_status = ANY (ARRAY['replied'::public.campaign_status, 'booked'::public.campaign_status]))) AS replied,
            count(*) FILTER (WHERE (c.campaign_status = 'booked'::public.campaign_status)) AS booked
           FROM public.leads c
          WHERE (c.erased_at IS NULL)
          GROUP BY c.broker_id, LEAST(((c.score / 10) * 10), 90)) l
     JOIN public.brokers b ON ((b.id = l.broker_id)));

COMMENT ON VIEW "public"."v_lead_scores" IS 'Each broker''s leads by tens of their score, and how far they have come.';

REVOKE ALL ON TABLE "public"."v_lead_scores" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_lead_scores" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_lead_scores" FROM "anon", "service_role";

-- public/views/v_performance_metrics.sql

CREATE VIEW "public"."v_performance_metrics" WITH (security_invoker=true) AS  SELECT 'job_seconds_median'::text AS metric,
    job_runs.job AS subject,
    round(((percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ((job_runs.milliseconds)::double precision)) / (1000)::double precision))::numeric, 3) AS value,
    'seconds'::text AS unit
   FROM ops.job_runs
  WHERE ((job_runs.status = 'completed'::text) AND (job_runs.due_at > (now() - '1 day'::interval)))
  GROUP BY job_runs.job
UNION ALL
 SELECT 'job_seconds_p95'::text AS metric,
    job_runs.job AS subject,
    round(((percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((job_runs.milliseconds)::double precision)) / (1000)::double precision))::numeric, 3) AS value,
    'seconds'::text AS unit
   FROM ops.job_runs
  WHERE ((job_runs.status = 'completed'::text) AND (job_runs.due_at > (now() - '1 day'::interval)))
  GROUP BY job_runs.job
UNION ALL
 SELECT 'job_lateness_p95'::text AS metric,
    job_runs.job AS subject,
    round((percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((EXTRACT(epoch FROM (job_runs.claimed_at - job_runs.due_at)))::double precision)))::numeric, 1) AS value,
    'seconds'::text AS unit
   FROM ops.job_runs
  WHERE ((job_runs.claimed_at IS NOT NULL) AND (job_runs.due_at > (now() - '1 day'::interval)))
  GROUP BY job_runs.job
UNION ALL
 SELECT 'events_last_hour'::text AS metric,
    webhook_events.provider AS subject,
    count(*) AS value,
    'events'::text AS unit
   FROM intake.webhook_events
  WHERE (webhook_events.received_at > (now() - '01:00:00'::interval))
  GROUP BY webhook_events.provider
UNION ALL
 SELECT 'cache_hit_ratio'::text AS metric,
    (pg_stat_database.datname)::text AS subject,
    round(((pg_stat_database.blks_hit)::numeric / (NULLIF((pg_stat_database.blks_hit + pg_stat_database.blks_read), 0))::numeric), 4) AS value,
    'of reads'::text AS unit
   FROM pg_stat_database
  WHERE (pg_stat_database.datname = current_database())
UNION ALL
 SELECT 'database_size'::text AS metric,
    (current_database())::text AS subject,
    pg_database_size(current_database()) AS value,
    'bytes'::text AS unit
UNION ALL
( SELECT 'table_size'::text AS metric,
    format('%I.%I'::text, n.nspname, c.relname) AS subject,
    pg_total_relation_size((c.oid)::regclass) AS value,
    'bytes'::text AS unit
   FROM (pg_class c
     JOIN pg_namespace n ON ((n.oid = c.relnamespace)))
  WHERE ((c.relkind = ANY (ARRAY['r'::"char", 'm'::"char"])) AND (n.nspname = ANY (ARRAY['public'::name, 'intake'::name, 'ops'::name])))
  ORDER BY (pg_total_relation_size((c.oid)::regclass)) DESC
 LIMIT 10);

COMMENT ON VIEW "public"."v_performance_metrics" IS 'How long jobs take and wait, how much comes in, how large things are.';

REVOKE ALL ON TABLE "public"."v_performance_metrics" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_performance_metrics" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_performance_metrics" FROM "anon", "service_role";

-- public/views/v_pipeline_dlq.sql

CREATE VIEW "public"."v_pipeline_dlq" WITH (security_invoker=true) AS  SELECT d.id,
    e.provider,
    e.endpoint,
    e.event_id,
    e.event_type,
    d.kind,
    d.reason,
    d.field,
    d.status,
    d.attempts,
    d.first_failed_at,
    d.last_failed_at,
    d.next_attempt_at,
    d.resolved_at
   FROM (intake.pipeline_dlq d
     JOIN intake.webhook_events e ON ((e.id = d.webhook_event_id)));

COMMENT ON VIEW "public"."v_pipeline_dlq" IS 'The dead letter queue: events that were received but could not be applied, and why.';

REVOKE ALL ON TABLE "public"."v_pipeline_dlq" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_pipeline_dlq" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_pipeline_dlq" FROM "anon", "service_role";

-- public/views/v_rate_limit_status.sql

CREATE VIEW "public"."v_rate_limit_status" WITH (security_invoker=true) AS  SELECT b.source,
    (COALESCE(l.capacity, 60) + COALESCE(g.extra_capacity, (0)::bigint)) AS capacity,
    COALESCE(l.refill_per_minute, 60) AS refill_per_minute,
    (GREATEST((0)::double precision, floor(LEAST(((COALESCE(l.capacity, 60) + COALESCE(g.extra_capacity, (0)::bigint)))::double precision, (b.tokens + (((GREATEST((0)::numeric, EXTRACT(epoch FROM (now() - b.refilled_at))) * (COALESCE(l.refill_per_minute, 60))::numeric) / (60)::numeric))::double precision)))))::bigint AS remaining,
    COALESCE(g.extra_capacity, (0)::bigint) AS granted_capacity,
    l.daily_quota,
        CASE
            WHEN (b.day = ((now() AT TIME ZONE 'UTC'::text))::date) THEN b.day_count
            ELSE (0)::bigint
        END AS day_count,
    l.monthly_quota,
        CASE
            WHEN (b.month = (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date) THEN b.month_count
            ELSE (0)::bigint
        END AS month_count,
    b.refilled_at AS last_delivery_at
   FROM ((intake.rate_limit_buckets b
     LEFT JOIN LATERAL ( SELECT l_1.source,
            l_1.capacity,
            l_1.refill_per_minute,
            l_1.daily_quota,
            l_1.monthly_quota,
            l_1.updated_at
           FROM intake.rate_limits l_1
          WHERE (l_1.source = ANY (ARRAY[b.source, split_part(b.source, '/'::text, 1), '*'::text]))
          ORDER BY (l_1.source = '*'::text), (length(l_1.source)) DESC
         LIMIT 1) l ON (true))
     LEFT JOIN LATERAL ( SELECT sum(g_1.extra_capacity) AS extra_capacity
           FROM intake.rate_limit_grants g_1
          WHERE ((g_1.source = ANY (ARRAY[b.source, split_part(b.source, '/'::text, 1)])) AND (g_1.expires_at > now()))) g ON (true));

COMMENT ON VIEW "public"."v_rate_limit_status" IS 'Each source''s limit, what is left of it, and its day''s and month''s counts.';

REVOKE ALL ON TABLE "public"."v_rate_limit_status" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_rate_limit_status" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_rate_limit_status" FROM "anon", "service_role";

-- public/views/v_recent_health_alerts.sql

CREATE VIEW "public"."v_recent_health_alerts" WITH (security_invoker=true) AS  SELECT id,
    kind,
    subject,
    severity,
    code,
    raised_at,
    last_seen_at,
    resolved_at
   FROM ops.health_alerts
  WHERE ((resolved_at IS NULL) OR (last_seen_at > (now() - '7 days'::interval)));

COMMENT ON VIEW "public"."v_recent_health_alerts" IS 'Alerts that are open, or were in the last seven days.';

REVOKE ALL ON TABLE "public"."v_recent_health_alerts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_recent_health_alerts" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_recent_health_alerts" FROM "anon", "service_role";

-- public/views/v_retention.sql

CREATE VIEW "public"."v_retention" WITH (security_invoker=true) AS  SELECT what,
    days
   FROM ops.retention;

COMMENT ON VIEW "public"."v_retention" IS 'For how many days things are kept.';

REVOKE ALL ON TABLE "public"."v_retention" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_retention" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_retention" FROM "anon", "service_role";

-- public/views/v_scheduled_jobs.sql

CREATE VIEW "public"."v_scheduled_jobs" WITH (security_invoker=true) AS  SELECT j.name,
    j.local_time,
    j.weekdays,
    j.time_zone,
    j.every_minutes,
    j.catch_up,
    j.enabled,
    last.status AS last_status,
    last.completed_at AS last_completed_at,
    last.error AS last_error
   FROM (ops.scheduled_jobs j
     LEFT JOIN LATERAL ( SELECT r.status,
            r.completed_at,
            r.error
           FROM ops.job_runs r
          WHERE ((r.job = j.name) AND (r.completed_at IS NOT NULL))
          ORDER BY r.completed_at DESC
         LIMIT 1) last ON (true));

COMMENT ON VIEW "public"."v_scheduled_jobs" IS 'What runs when, and how the last run of each ended.';

REVOKE ALL ON TABLE "public"."v_scheduled_jobs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_scheduled_jobs" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_scheduled_jobs" FROM "anon", "service_role";

-- public/views/v_stage_durations.sql

CREATE VIEW "public"."v_stage_durations" WITH (security_invoker=true) AS  SELECT s.broker_id,
    b.slug AS broker,
    s.campaign_id,
    s.stage,
    s.steps,
    (round((s.milliseconds / s.steps)))::bigint AS mean_milliseconds,
    (
        CASE
            WHEN (s.p50 = 0) THEN (0)::numeric
            ELSE ceil(power((2)::numeric, ((s.p50)::numeric / 2.0)))
        END)::bigint AS p50_milliseconds,
    (
        CASE
            WHEN (s.p95 = 0) THEN (0)::numeric
            ELSE ceil(power((2)::numeric, ((s.p95)::numeric / 2.0)))
        END)::bigint AS p95_milliseconds
   FROM (( SELECT r.broker_id,
            r.campaign_id,
            r.stage,
            sum(r.steps) AS steps,
            sum(r.milliseconds) AS milliseconds,
            min(r.bucket) FILTER (WHERE (r.running >= (r.total * 0.5))) AS p50,
            min(r.bucket) FILTER (WHERE (r.running >= (r.total * 0.95))) AS p95
           FROM ( SELECT g.broker_id,
                    g.campaign_id,
                    g.stage,
                    g.bucket,
                    g.steps,
                    g.milliseconds,
                    sum(g.steps) OVER (PARTITION BY g.broker_id, g.campaign_id, g.stage ORDER BY g.bucket) AS running,
                    sum(g.steps) OVER (PARTITION BY g.broker_id, g.campaign_id, g.stage) AS total
                   FROM ( SELECT d.broker_id,
                            d.campaign_id,
                            d.stage,
                            d.bucket,
                            sum(d.steps) AS steps,
                            sum(d.milliseconds) AS milliseconds
                           FROM public.pipeline_durations d
                          GROUP BY d.broker_id, d.campaign_id, d.stage, d.bucket) g) r
          GROUP BY r.broker_id, r.campaign_id, r.stage) s
     JOIN public.brokers b ON ((b.id = s.broker_id)));

COMMENT ON VIEW "public"."v_stage_durations" IS 'How long the steps of each stage took, or leads had waited for them; the percentiles are upper bounds, at most half a power of two off.';

REVOKE ALL ON TABLE "public"."v_stage_durations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_stage_durations" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_stage_durations" FROM "anon", "service_role";

-- public/views/v_upload_funnel.sql

CREATE VIEW "public"."v_upload_funnel" WITH (security_invoker=true) AS  SELECT u.broker_id,
    b.slug AS broker,
    u.id AS upload,
    u.file_name,
    u.status,
    u.received_at,
    u.promoted_at,
    (round((EXTRACT(epoch FROM (u.promoted_at - u.received_at)) * (1000)::numeric)))::bigint AS milliseconds,
    u.rows_read,
    u.rows_refused,
    u.leads_new,
    u.leads_changed,
    u.leads_unchanged,
    u.conflicts,
    s.verified,
    s.consented,
    s.queued,
    s.fed,
    s.called,
    s.replied,
    s.booked,
    s.bounced,
    s.unsubscribed
   FROM ((public.lead_uploads u
     JOIN public.brokers b ON ((b.id = u.broker_id)))
     CROSS JOIN LATERAL ( SELECT (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'verified'::text)), (0)::numeric))::bigint AS verified,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'consented'::text)), (0)::numeric))::bigint AS consented,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'queued'::text)), (0)::numeric))::bigint AS queued,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'fed'::text)), (0)::numeric))::bigint AS fed,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'called'::text)), (0)::numeric))::bigint AS called,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'replied'::text)), (0)::numeric))::bigint AS replied,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'booked'::text)), (0)::numeric))::bigint AS booked,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'bounced'::text)), (0)::numeric))::bigint AS bounced,
            (COALESCE(sum(s_1.steps) FILTER (WHERE (s_1.stage = 'unsubscribed'::text)), (0)::numeric))::bigint AS unsubscribed
           FROM public.upload_steps s_1
          WHERE (s_1.upload_id = u.id)) s);

COMMENT ON VIEW "public"."v_upload_funnel" IS 'What became of each upload''s rows, and of the leads among them.';

REVOKE ALL ON TABLE "public"."v_upload_funnel" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_upload_funnel" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_upload_funnel" FROM "anon", "service_role";

-- public/views/v_verification_rates.sql

CREATE VIEW "public"."v_verification_rates" WITH (security_invoker=true) AS  SELECT l.broker_id,
    b.slug AS broker,
    l.leads,
    l.email_verified,
    l.phone_verified,
    l.consented,
    round(((l.email_verified)::numeric / (l.leads)::numeric), 4) AS email_rate,
    round(((l.phone_verified)::numeric / (l.leads)::numeric), 4) AS phone_rate,
    round(((l.consented)::numeric / (l.leads)::numeric), 4) AS consent_rate
   FROM (( SELECT c.broker_id,
            count(*) AS leads,
            count(*) FILTER (WHERE c.email_verified) AS email_verified,
            count(*) FILTER (WHERE c.phone_verified) AS phone_verified,
            count(*) FILTER (WHERE c.consent) AS consented
           FROM public.leads c
          WHERE (c.erased_at IS NULL)
          GROUP BY c.broker_id) l
     JOIN public.brokers b ON ((b.id = l.broker_id)));

COMMENT ON VIEW "public"."v_verification_rates" IS 'Of each broker''s leads, how many could be verified and how many agreed to be contacted.';

REVOKE ALL ON TABLE "public"."v_verification_rates" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_verification_rates" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_verification_rates" FROM "anon", "service_role";

-- public/views/v_webhook_events.sql

CREATE VIEW "public"."v_webhook_events" WITH (security_invoker=true) AS  SELECT id,
    provider,
    endpoint,
    event_id,
    event_type,
    status,
    occurred_at,
    received_at,
    request_id,
    duplicates,
    last_duplicate_at,
    payload,
    changes
   FROM intake.webhook_events;

COMMENT ON VIEW "public"."v_webhook_events" IS 'Receipts: every verified event, what became of it and how often it came again.';

REVOKE ALL ON TABLE "public"."v_webhook_events" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_webhook_events" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_webhook_events" FROM "anon", "service_role";

-- public/views/v_webhook_security_alerts.sql

CREATE VIEW "public"."v_webhook_security_alerts" WITH (security_invoker=true) AS  WITH refused AS (
         SELECT refusals.function,
            refusals.reason,
            min(refusals.minute) AS since,
            max(refusals.minute) AS last_seen,
            (sum(refusals.count))::bigint AS count
           FROM intake.refusals
          WHERE (refusals.minute > (now() - '01:00:00'::interval))
          GROUP BY refusals.function, refusals.reason
        ), hourly AS (
         SELECT receipt_hours.provider,
            receipt_hours.count,
            receipt_hours.first_received_at,
            receipt_hours.last_received_at
           FROM intake.receipt_hours
          WHERE (receipt_hours.hour > (now() - '14 days'::interval))
        UNION ALL
         SELECT webhook_events.provider,
            count(*) AS count,
            min(webhook_events.received_at) AS min,
            max(webhook_events.received_at) AS max
           FROM intake.webhook_events
          WHERE ((webhook_events.received_at > (now() - '14 days'::interval)) AND (webhook_events.received_at >= COALESCE(( SELECT (max(receipt_hours.hour) + '01:00:00'::interval)
                   FROM intake.receipt_hours), '-infinity'::timestamp with time zone)))
          GROUP BY webhook_events.provider, (date_trunc('hour'::text, webhook_events.received_at, 'UTC'::text))
        ), spaced AS (
         SELECT h.provider,
            h.count,
            h.first_received_at,
            h.last_received_at,
            (h.first_received_at - lag(h.last_received_at) OVER (PARTITION BY h.provider ORDER BY h.first_received_at)) AS pause
           FROM hourly h
        ), recent AS (
         SELECT webhook_events.provider,
            count(*) AS count
           FROM intake.webhook_events
          WHERE (webhook_events.received_at > (now() - '01:00:00'::interval))
          GROUP BY webhook_events.provider
        ), failing AS (
         SELECT webhook_events.provider,
            count(*) FILTER (WHERE (webhook_events.received_at > (now() - '01:00:00'::interval))) AS recent,
            count(*) FILTER (WHERE (webhook_events.received_at <= (now() - '01:00:00'::interval))) AS earlier,
            min(webhook_events.received_at) FILTER (WHERE (webhook_events.received_at > (now() - '01:00:00'::interval))) AS since
           FROM intake.webhook_events
          WHERE ((webhook_events.status = ANY (ARRAY['deferred'::text, 'dead'::text])) AND (webhook_events.received_at > (now() - '14 days'::interval)))
          GROUP BY webhook_events.provider
        ), traffic AS (
         SELECT s.provider,
            (COALESCE(r.count, (0)::bigint))::numeric AS recent,
            COALESCE(f.recent, (0)::bigint) AS recent_failed,
            (sum(s.count) - (COALESCE(r.count, (0)::bigint))::numeric) AS earlier,
            (COALESCE(f.earlier, (0)::bigint))::numeric AS earlier_failed,
            f.since AS failing_since,
            max(s.pause) AS longest_pause,
            max(s.last_received_at) AS last_received
           FROM ((spaced s
             LEFT JOIN recent r ON ((r.provider = s.provider)))
             LEFT JOIN failing f ON ((f.provider = s.provider)))
          GROUP BY s.provider, r.count, f.recent, f.earlier, f.since
        ), repeated AS (
         SELECT webhook_events.provider,
            count(*) AS events,
            sum(webhook_events.duplicates) AS duplicates,
            min(webhook_events.last_duplicate_at) AS since,
            max(webhook_events.last_duplicate_at) AS last_seen
           FROM intake.webhook_events
          WHERE ((webhook_events.received_at > (now() - '14 days'::interval)) AND (webhook_events.last_duplicate_at > (now() - '01:00:00'::interval)) AND (webhook_events.duplicates >= 20))
          GROUP BY webhook_events.provider
        )
 SELECT 'invalid_signatures'::text AS kind,
        CASE
            WHEN (sum(refused.count) >= (100)::numeric) THEN 'critical'::text
            ELSE 'warning'::text
        END AS severity,
    refused.function AS source,
    min(refused.since) AS since,
    max(refused.last_seen) AS last_seen,
    (sum(refused.count))::bigint AS count
   FROM refused
  WHERE (refused.reason = ANY (ARRAY['missing-credential'::text, 'malformed-credential'::text, 'unsupported-algorithm'::text, 'expired'::text, 'not-yet-valid'::text, 'untrusted-certificate'::text, 'mismatch'::text, 'unknown-endpoint'::text]))
  GROUP BY refused.function
 HAVING (sum(refused.count) >= (10)::numeric)
UNION ALL
 SELECT 'replays'::text AS kind,
    'critical'::text AS severity,
    refused.function AS source,
    refused.since,
    refused.last_seen,
    refused.count
   FROM refused
  WHERE (refused.reason = 'replayed'::text)
UNION ALL
 SELECT 'replays'::text AS kind,
    'warning'::text AS severity,
    repeated.provider AS source,
    repeated.since,
    repeated.last_seen,
    repeated.duplicates AS count
   FROM repeated
UNION ALL
 SELECT 'flood'::text AS kind,
        CASE
            WHEN (sum(refused.count) >= (1000)::numeric) THEN 'critical'::text
            ELSE 'warning'::text
        END AS severity,
    refused.function AS source,
    min(refused.since) AS since,
    max(refused.last_seen) AS last_seen,
    (sum(refused.count))::bigint AS count
   FROM refused
  WHERE (refused.reason = ANY (ARRAY['rate-limited'::text, 'address-limited'::text, 'body-too-large'::text]))
  GROUP BY refused.function
 HAVING (sum(refused.count) >= (50)::numeric)
UNION ALL
 SELECT 'limiter_fallback'::text AS kind,
    'warning'::text AS severity,
    refused.function AS source,
    refused.since,
    refused.last_seen,
    refused.count
   FROM refused
  WHERE (refused.reason = 'limiter-fallback'::text)
UNION ALL
 SELECT 'suspicious_content'::text AS kind,
    'info'::text AS severity,
    refused.function AS source,
    refused.since,
    refused.last_seen,
    refused.count
   FROM refused
  WHERE (refused.reason = 'suspicious-content'::text)
UNION ALL
 SELECT 'provider_silent'::text AS kind,
    'warning'::text AS severity,
    traffic.provider AS source,
    traffic.last_received AS since,
    traffic.last_received AS last_seen,
    0 AS count
   FROM traffic
  WHERE ((traffic.earlier >= (10)::numeric) AND ((now() - traffic.last_received) > GREATEST('06:00:00'::interval, ((2)::double precision * traffic.longest_pause))))
UNION ALL
 SELECT 'failures_jump'::text AS kind,
    'critical'::text AS severity,
    traffic.provider AS source,
    traffic.failing_since AS since,
    now() AS last_seen,
    traffic.recent_failed AS count
   FROM traffic
  WHERE ((traffic.recent_failed >= 5) AND (((traffic.recent_failed)::numeric / NULLIF(traffic.recent, (0)::numeric)) >= 0.2) AND (((traffic.recent_failed)::numeric / NULLIF(traffic.recent, (0)::numeric)) >= ((3)::numeric * COALESCE((traffic.earlier_failed / NULLIF(traffic.earlier, (0)::numeric)), (0)::numeric))))
UNION ALL
 SELECT 'dead_letters'::text AS kind,
    'critical'::text AS severity,
    e.provider AS source,
    min(d.last_failed_at) AS since,
    max(d.last_failed_at) AS last_seen,
    count(*) AS count
   FROM (intake.pipeline_dlq d
     JOIN intake.webhook_events e ON ((e.id = d.webhook_event_id)))
  WHERE ((d.status = 'dead'::text) AND (d.last_failed_at > (now() - '14 days'::interval)))
  GROUP BY e.provider
UNION ALL
 SELECT 'dead_letters_overdue'::text AS kind,
    'critical'::text AS severity,
    e.provider AS source,
    min(d.next_attempt_at) AS since,
    now() AS last_seen,
    count(*) AS count
   FROM (intake.pipeline_dlq d
     JOIN intake.webhook_events e ON ((e.id = d.webhook_event_id)))
  WHERE ((d.status = 'waiting'::text) AND (d.next_attempt_at < (now() - '00:15:00'::interval)))
  GROUP BY e.provider
UNION ALL
 SELECT 'reconcile_failing'::text AS kind,
        CASE
            WHEN (reconciliations.failing_since < (now() - '1 day'::interval)) THEN 'critical'::text
            WHEN (reconciliations.failures > 1) THEN 'warning'::text
            ELSE 'info'::text
        END AS severity,
    reconciliations.provider AS source,
    reconciliations.failing_since AS since,
    reconciliations.last_run_at AS last_seen,
    reconciliations.failures AS count
   FROM intake.reconciliations
  WHERE (reconciliations.failing_since IS NOT NULL);

COMMENT ON VIEW "public"."v_webhook_security_alerts" IS 'Invalid signatures, replays, floods, a limiter that fell back, a provider gone silent, failing more than it used to or not to be asked for what was missed, dead letters.';

REVOKE ALL ON TABLE "public"."v_webhook_security_alerts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."v_webhook_security_alerts" TO "authenticated";

REVOKE ALL ON TABLE "public"."v_webhook_security_alerts" FROM "anon", "service_role";

-- public/materialized_views/mv_contactable_leads.sql

CREATE MATERIALIZED VIEW "public"."mv_contactable_leads"
  AS  SELECT DISTINCT ON (broker_id, (email_hash COLLATE "C")) id AS lead_id,
    broker_id,
    email_hash,
    score,
    created_at,
    email_verified,
    phone_verified
   FROM public.leads l
  WHERE ((campaign_status = 'new'::public.campaign_status) AND consent AND email_verified AND (erased_at IS NULL) AND (email_hash IS NOT NULL) AND ((email IS NOT NULL) OR (email_encrypted IS NOT NULL)) AND (NOT (EXISTS ( SELECT
           FROM public.contacts c
          WHERE ((c.id = l.contact_id) AND ((c.email_status = ANY (ARRAY['bounced'::text, 'unsubscribed'::text])) OR (c.provenance ?| '{email_bounced,email_unsubscribed}'::text[])))))) AND (NOT (EXISTS ( SELECT
           FROM public.leads o
          WHERE ((o.broker_id = l.broker_id) AND (o.email_hash = l.email_hash) AND (o.campaign_status <> 'new'::public.campaign_status))))))
  ORDER BY broker_id, (email_hash COLLATE "C"), score DESC, created_at, id;

CREATE UNIQUE INDEX mv_contactable_leads_once ON public.mv_contactable_leads USING btree (lead_id);

CREATE INDEX mv_contactable_leads_order ON public.mv_contactable_leads
  USING btree (broker_id, score DESC, created_at, lead_id);

COMMENT ON MATERIALIZED VIEW "public"."mv_contactable_leads" IS 'Whom a campaign may take next, one lead per person and broker, as of the last refresh; whoever takes one looks at the live row too.';

REVOKE ALL ON TABLE "public"."mv_contactable_leads" FROM "anon", "authenticated", "service_role";

-- intake/functions/add_leads.sql

CREATE OR REPLACE FUNCTION intake.add_leads (
  staging   uuid,
  broker_id bigint,
  upload    uuid,
  lines     integer[]
)
  RETURNS TABLE (
    id             bigint,
    email_verified boolean,
    phone_verified boolean,
    consent        boolean
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return query
    insert into public.leads as l (
      broker_id, upload_id, full_name, given_name, family_name, email, email_encrypted, email_hash, phone, phone_sent, street, unit, city,
      state, postal_code, county, property_type, bedrooms, bathrooms, living_area_sqft, year_built, estimated_value_amount,
      estimated_value_currency, owner_occupied, tags, mak, apn, apn_county, address_hash, email_verified, phone_verified,
      email_verification_codes, phone_verification_codes, melissa_payload, consent, consent_at, consent_source, consent_text_version,
      score
    )
    select add_leads.broker_id, upload, s.full_name, s.given_name, s.family_name, s.email, s.email_encrypted, s.email_hash, s.phone,
      s.phone_sent, s.street, s.unit, s.city, s.state, s.postal_code, s.county, s.property_type, s.bedrooms, s.bathrooms,
      s.living_area_sqft, s.year_built, s.estimated_value_amount, s.estimated_value_currency, s.owner_occupied,
      coalesce(s.tags, '{}'), s.mak, s.apn, coalesce(s.apn_county, ''), s.address_hash,
      coalesce(s.email_verified and s.email_hash is not null, false), coalesce(s.phone_verified and s.phone is not null, false),
      coalesce(s.email_verification_codes, '{}'), coalesce(s.phone_verification_codes, '{}'), s.melissa_payload,
      coalesce(s.consent, false), case when s.consent then s.consent_at end, case when s.consent then s.consent_source end,
      case when s.consent then s.consent_text_version end, coalesce(s.score, 0)
    from intake.leads_staging s
    where s.upload_id = staging and s.line = any (lines)
    order by s.line
    returning l.id, l.email_verified, l.phone_verified, l.consent;
end
$function$;

COMMENT ON FUNCTION "intake"."add_leads"(uuid, bigint, uuid, integer[]) IS 'Makes leads of staged rows that are about nobody known.';

REVOKE ALL ON FUNCTION "intake"."add_leads"(uuid, bigint, uuid, integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."add_leads"(uuid, bigint, uuid, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."add_leads"(uuid, bigint, uuid, integer[]) TO "postgres";

-- intake/functions/add_up_steps.sql

CREATE OR REPLACE FUNCTION intake.add_up_steps (
  broker_id bigint,
  sums      intake.step_sum[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  slots constant integer := 16;
  own_slot integer := 0;
  today date;
begin
  -- Nobody waits here: whoever finds all slots taken has one of their own.
  while own_slot < slots and not pg_try_advisory_xact_lock(hashtext('pipeline_days'), own_slot) loop
    own_slot := own_slot + 1;
  end loop;
  if own_slot = slots then
    own_slot := slots + pg_backend_pid();
  end if;

  -- Held, so that it isn't deleted while nobody sees its steps yet.
  select (now() at time zone b.time_zone)::date into today
  from public.brokers b where b.id = add_up_steps.broker_id
  for key share;

  insert into public.pipeline_days as d (broker_id, campaign_id, day, stage, slot, steps)
  select add_up_steps.broker_id, s.campaign_id, today, s.stage, own_slot, sum(s.steps)
  from unnest(sums) as s
  group by s.campaign_id, s.stage
  on conflict on constraint pipeline_days_once do update set steps = d.steps + excluded.steps;

  insert into public.pipeline_durations as d (broker_id, campaign_id, stage, bucket, slot, steps, milliseconds)
  select add_up_steps.broker_id, s.campaign_id, s.stage, s.bucket, own_slot, sum(s.steps), sum(s.milliseconds)
  from unnest(sums) as s
  where s.bucket is not null
  group by s.campaign_id, s.stage, s.bucket
  on conflict on constraint pipeline_durations_once do update
    set steps = d.steps + excluded.steps, milliseconds = d.milliseconds + excluded.milliseconds;

  insert into public.upload_steps as u (upload_id, broker_id, stage, slot, steps)
  select s.upload_id, add_up_steps.broker_id, s.stage, own_slot, sum(s.steps)
  from unnest(sums) as s
  where s.upload_id is not null
  group by s.upload_id, s.stage
  on conflict on constraint upload_steps_pkey do update set steps = u.steps + excluded.steps;
end
$function$;

COMMENT ON FUNCTION "intake"."add_up_steps"(bigint, intake.step_sum[]) IS 'Adds steps that have just been noted to the sums of the audit trail.';

REVOKE ALL ON FUNCTION "intake"."add_up_steps"(bigint, intake.step_sum[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."add_up_steps"(bigint, intake.step_sum[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."add_up_steps"(bigint, intake.step_sum[]) TO "postgres";

-- intake/functions/address_hash.sql

CREATE OR REPLACE FUNCTION intake.address_hash (
  street      text,
  unit        text,
  city        text,
  state       text,
  postal_code text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return encode(sha256(convert_to(
    upper(
      street || '|' || coalesce(ltrim(replace(replace(upper(' ' || unit), ' APT ', ' # '), ' UNIT ', ' # ')), '')
      || '|' || coalesce(left(postal_code, 5), city || '|' || state)
    ), 'UTF8'
  )), 'hex');
end
$function$;

COMMENT ON FUNCTION "intake"."address_hash"(text, text, text, text, text) IS 'The third key of a property: SHA-256 over its normalised address; null where that doesn''t name a place.';

REVOKE ALL ON FUNCTION "intake"."address_hash"(text, text, text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."address_hash"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."address_hash"(text, text, text, text, text) TO "postgres";

-- intake/functions/address_of.sql

CREATE OR REPLACE FUNCTION intake.address_of (
  lead public.leads
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if lead.email is not null then
    return lead.email;
  end if;
  return public.decrypt_email(lead.email_encrypted);
exception when others then
  return null;
end
$function$;

COMMENT ON FUNCTION "intake"."address_of"(public.leads) IS 'The address of a lead, deciphered.';

REVOKE ALL ON FUNCTION "intake"."address_of"(public.leads) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."address_of"(public.leads) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."address_of"(public.leads) TO "postgres";

-- intake/functions/apply_again.sql

CREATE OR REPLACE FUNCTION intake.apply_again (
  event   intake.webhook_events,
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  next_revision constant integer := event.revision + (event.status = 'processed' and changes <> event.changes)::integer;
  source text := intake.source(event.provider, event.endpoint, event.event_id);
  problem jsonb;
begin
  if changes = '[]' then
    insert into public.pipeline_events (stage, webhook_event_id) values ('stored', event.id);
  else
    if next_revision > 0 then
      -- A space sorts before what ids are made of, so that between two events of one instant the order stays.
      source := source || pg_catalog.to_char(next_revision, '" "FM000000');
    end if;
    problem := intake.try_changes(event.id, changes, event.provider, source);
  end if;
  if problem is null then
    update intake.webhook_events e
    set
      status = case when apply_again.changes = '[]' then 'stored' else 'processed' end,
      changes = apply_again.changes,
      revision = next_revision
    where e.id = event.id;
    update intake.pipeline_dlq d
    set status = 'resolved', resolved_at = now()
    where d.webhook_event_id = event.id and d.status <> 'resolved';
  end if;
  return problem;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_again"(intake.webhook_events, jsonb) IS 'Applies what a kept event is now taken to say; null when that worked, otherwise why nothing of it was applied.';

REVOKE ALL ON FUNCTION "intake"."apply_again"(intake.webhook_events, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_again"(intake.webhook_events, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_again"(intake.webhook_events, jsonb) TO "postgres";

-- intake/functions/apply_changes.sql

CREATE OR REPLACE FUNCTION intake.apply_changes (
  changes  jsonb,
  provider text,
  source   text
)
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  moves_leads constant boolean := changes
    @? '$[*] ? (@.kind == "engagement" || @.registration_kind == "booking" || exists (@.email_status))';
  change jsonb;
  contact_id bigint;
  written boolean;
begin
  -- Before anything else is held, because whoever holds this alone may wait for that.
  if moves_leads then
    perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
  end if;

  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    if change ->> 'kind' = 'contact' then
      contact_id := intake.apply_contact(change, source);
    end if;
  end loop;

  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    if change ->> 'kind' = 'product' then
      written := intake.apply_product(change, provider, source);
    end if;
  end loop;

  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    case change ->> 'kind'
      when 'contact', 'product' then null;
      when 'transaction' then written := intake.apply_transaction(change, provider, contact_id, source);
      when 'subscription' then written := intake.apply_subscription(change, provider, contact_id, source);
      when 'registration' then written := intake.apply_registration(change, provider, contact_id, source);
      when 'engagement' then written := intake.apply_engagement(change, provider, contact_id, source);
      when 'tag' then written := intake.apply_tag(change, contact_id, source);
    end case;
  end loop;

  if moves_leads and contact_id is not null then
    perform intake.settle_leads_of_contact(contact_id);
  end if;
  return contact_id;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_changes"(jsonb, text, text) IS 'Applies all that one event says, or raises and applies nothing; returns the contact it is about.';

REVOKE ALL ON FUNCTION "intake"."apply_changes"(jsonb, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_changes"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_changes"(jsonb, text, text) TO "postgres";

-- intake/functions/apply_contact.sql

CREATE OR REPLACE FUNCTION intake.apply_contact (
  change jsonb,
  source text
)
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
  identities constant jsonb := coalesce(change -> 'identities', '[]');
  scopes text[] := '{}';
  names text[] := '{}';
  settled boolean;
  known integer;
  claimed integer;
  owners bigint[];
  made bigint;
  survivor bigint;
  is_found_otherwise boolean := false;
  stated public.contacts;
begin
  if change ->> 'email' is not null then
    scopes := array['email'];
    names := array[lower(change ->> 'email')];
  end if;
  for i in 0 .. jsonb_array_length(identities) - 1 loop
    scopes := scopes || (identities -> i ->> 'scope');
    names := names || (identities -> i ->> 'value');
  end loop;
  if cardinality(scopes) = 0 then
    return null;
  end if;

  stated.email := change ->> 'email';
  stated.full_name := change ->> 'full_name';
  stated.given_name := change ->> 'given_name';
  stated.family_name := change ->> 'family_name';
  stated.phone := change ->> 'phone';
  stated.phone_sent := change ->> 'phone_sent';
  stated.email_status := change ->> 'email_status';
  stated.first_seen_at := (change ->> 'at')::timestamptz;
  stated.provenance := jsonb_strip_nulls(jsonb_build_object(
    'email', case when stated.email is not null then stamp end,
    'full_name', case when stated.full_name is not null then stamp end,
    'given_name', case when stated.given_name is not null then stamp end,
    'family_name', case when stated.family_name is not null then stamp end,
    'phone', case when coalesce(stated.phone, stated.phone_sent) is not null then stamp end,
    'email_status', case when stated.email_status is not null then stamp end,
    'email_unsubscribed', case when stated.email_status = 'unsubscribed' then stamp end,
    'email_bounced', case when stated.email_status = 'bounced' then stamp end
  ));

  loop
    -- Whoever will join contacts or add an identity holds what there is alone from the start: two that held it together would wait
    -- for each other to let go. Everybody takes them in one order.
    select count(*) = cardinality(scopes) and count(distinct i.contact_id) = 1 into settled
    from unnest(scopes, names) as named (scope, value)
    join public.contact_identities i on i.scope = named.scope and i.value = named.value;

    -- Whoever may give a lead its contact: before anything else is held, because whoever holds this alone may wait for that.
    if not settled then
      perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
    end if;

    if settled then
      select count(*), array_agg(distinct held.contact_id) into known, owners
      from (
        select i.contact_id
        from unnest(scopes, names) as named (scope, value)
        join public.contact_identities i on i.scope = named.scope and i.value = named.value
        order by i.scope, i.value
        for share of i
      ) as held;
    else
      select count(*), array_agg(distinct held.contact_id) into known, owners
      from (
        select i.contact_id
        from unnest(scopes, names) as named (scope, value)
        join public.contact_identities i on i.scope = named.scope and i.value = named.value
        order by i.scope, i.value
        for no key update of i
      ) as held;
    end if;
    if made <> all (owners) then
      owners := owners || made;
    end if;

    -- A statement of its own for the common case of somebody new, because it does in one what the one below needs two for.
    if owners is null and made is null then
      with contact as (
        insert into public.contacts (
          email, full_name, given_name, family_name, phone, phone_sent, email_status, first_seen_at, provenance
        )
        values (
          stated.email, stated.full_name, stated.given_name, stated.family_name, stated.phone, stated.phone_sent,
          stated.email_status, stated.first_seen_at, stated.provenance
        )
        returning id
      ),
      identity as (
        insert into public.contact_identities (scope, value, contact_id)
        select named.scope, named.value, contact.id
        from contact, unnest(scopes, names) as named (scope, value)
        order by named.scope, named.value
        on conflict on constraint contact_identities_once do nothing
        returning contact_id
      )
      select contact.id, (select count(*) from identity) into made, claimed from contact;
      survivor := made;
    else
      survivor := coalesce(owners[1], made);
      if cardinality(owners) > 1 then
        select min(owner) into survivor from unnest(owners) as owner;
        perform intake.merge_contacts(survivor, owner)
        from (select owner from unnest(owners) as owner where owner <> survivor order by owner) as others;
        is_found_otherwise := true;
      end if;
      if made <> survivor then
        made := null;
      end if;
      exit when known = cardinality(scopes);
      with identity as (
        insert into public.contact_identities as added (scope, value, contact_id)
        select named.scope, named.value, survivor
        from unnest(scopes, names) as named (scope, value)
        where not exists (
          select from public.contact_identities i where i.scope = named.scope and i.value = named.value
        )
        order by named.scope, named.value
        on conflict on constraint contact_identities_once do nothing
        returning added.scope
      )
      select count(*), is_found_otherwise or coalesce(bool_or(i.scope in ('email', 'vapi:phone', 'twilio:number')), false)
      into claimed, is_found_otherwise
      from identity i;
    end if;
    exit when claimed = cardinality(scopes) - known;
  end loop;

  if made is null then
    perform intake.update_contact(survivor, stated);
  end if;
  -- A lead may have been there before; or it is on its way, and whoever adds it sees this.
  if is_found_otherwise or made is not null and intake.are_leads_names(names) then
    perform intake.settle_leads_of_contact(survivor);
  end if;
  return survivor;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_contact"(jsonb, text) IS 'Finds or makes the contact whom a contact change names, merges those it proves to be one, writes what is newer; returns its id.';

REVOKE ALL ON FUNCTION "intake"."apply_contact"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_contact"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_contact"(jsonb, text) TO "postgres";

-- intake/functions/apply_engagement.sql

CREATE OR REPLACE FUNCTION intake.apply_engagement (
  change     jsonb,
  provider   text,
  contact_id bigint,
  source     text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.engagements as g (
    provider, external_id, kind, contact_id, status, campaign_external_id, step, occurred_at, provenance
  )
  select
    apply_engagement.provider, c.external_id, c.engagement_kind, apply_engagement.contact_id, c.status, c.campaign, c.step,
    c.occurred_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_engagement.contact_id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'campaign', case when c.campaign is not null then stamp end,
      'step', case when c.step is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end,
      'by_person', case when c.engagement_kind = 'reply' and c.status is distinct from 'auto-reply-received' then stamp end,
      'stop', case when c.engagement_kind = 'reply' and c.status = 'stop' then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, engagement_kind text, status text, campaign text, step integer, occurred_at timestamptz
  )
  on conflict on constraint engagements_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(g.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else g.contact_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(g.provenance ->> 'status', '') collate "C"
      then excluded.status else g.status end,
    campaign_external_id = case
      when excluded.provenance ->> 'campaign' > coalesce(g.provenance ->> 'campaign', '') collate "C"
      then excluded.campaign_external_id else g.campaign_external_id end,
    step = case when excluded.provenance ->> 'step' > coalesce(g.provenance ->> 'step', '') collate "C"
      then excluded.step else g.step end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(g.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else g.occurred_at end,
    provenance = intake.newest(g.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(g.provenance, excluded.provenance) <> g.provenance;
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_engagement"(jsonb, text, bigint, text) IS 'Writes what an engagement change says that is newer.';

REVOKE ALL ON FUNCTION "intake"."apply_engagement"(jsonb, text, bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_engagement"(jsonb, text, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_engagement"(jsonb, text, bigint, text) TO "postgres";

-- intake/functions/apply_product.sql

CREATE OR REPLACE FUNCTION intake.apply_product (
  change   jsonb,
  provider text,
  source   text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  at constant timestamptz := (change ->> 'at')::timestamptz;
  stamp constant text := case
    when (change ->> 'authoritative')::boolean then intake.stamp(at, (change ->> 'rank')::integer, source)
    else intake.mention_stamp(at, source)
  end;
  product constant text := change ->> 'external_id';
begin
  if exists (
    select from public.products p
    where p.provider = apply_product.provider
      and p.external_id = product
      and (change ->> 'name' is null or p.provenance ->> 'name' >= stamp collate "C")
  ) then
    return false;
  end if;

  insert into public.products as p (provider, external_id, name, provenance)
  values (
    provider, product, change ->> 'name',
    case when change ->> 'name' is null then '{}' else jsonb_build_object('name', stamp) end
  )
  on conflict on constraint products_once do update
    set name = excluded.name, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'name' > coalesce(p.provenance ->> 'name', '') collate "C";
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_product"(jsonb, text, text) IS 'Makes sure of the product that a product change names, and writes what is newer.';

REVOKE ALL ON FUNCTION "intake"."apply_product"(jsonb, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_product"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_product"(jsonb, text, text) TO "postgres";

-- intake/functions/apply_registration.sql

CREATE OR REPLACE FUNCTION intake.apply_registration (
  change     jsonb,
  provider   text,
  contact_id bigint,
  source     text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.registrations as r (
    provider, external_id, kind, contact_id, product_id, status, title, transaction_external_id, occurred_at, provenance
  )
  select
    apply_registration.provider, c.external_id, c.registration_kind, apply_registration.contact_id, p.id,
    coalesce(c.status, 'active'), c.title, c.transaction, c.occurred_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_registration.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'title', case when c.title is not null then stamp end,
      'transaction', case when c.transaction is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, registration_kind text, status text, product text, title text, transaction text,
    occurred_at timestamptz
  )
  left join public.products p on p.provider = apply_registration.provider and p.external_id = c.product
  on conflict on constraint registrations_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(r.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else r.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(r.provenance ->> 'product', '') collate "C"
      then excluded.product_id else r.product_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(r.provenance ->> 'status', '') collate "C"
      then excluded.status else r.status end,
    title = case when excluded.provenance ->> 'title' > coalesce(r.provenance ->> 'title', '') collate "C"
      then excluded.title else r.title end,
    transaction_external_id = case
      when excluded.provenance ->> 'transaction' > coalesce(r.provenance ->> 'transaction', '') collate "C"
      then excluded.transaction_external_id else r.transaction_external_id end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(r.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else r.occurred_at end,
    provenance = intake.newest(r.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(r.provenance, excluded.provenance) <> r.provenance;
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_registration"(jsonb, text, bigint, text) IS 'Writes what a registration change says that is newer.';

REVOKE ALL ON FUNCTION "intake"."apply_registration"(jsonb, text, bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_registration"(jsonb, text, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_registration"(jsonb, text, bigint, text) TO "postgres";

-- intake/functions/apply_subscription.sql

CREATE OR REPLACE FUNCTION intake.apply_subscription (
  change     jsonb,
  provider   text,
  contact_id bigint,
  source     text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.subscriptions as s (
    provider, external_id, contact_id, product_id, status, amount, currency, billing_interval, interval_count, started_at,
    current_period_end, cancel_at_period_end, cancelled_at, provenance
  )
  select
    apply_subscription.provider, c.external_id, apply_subscription.contact_id, p.id, c.status, c.amount, c.currency,
    c."interval", c.interval_count, c.started_at, c.current_period_end, c.cancel_at_period_end, c.cancelled_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_subscription.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'amount', case when c.amount is not null then stamp end,
      'interval', case when c."interval" is not null then stamp end,
      'started_at', case when c.started_at is not null then stamp end,
      'current_period_end', case when c.current_period_end is not null then stamp end,
      'cancellation', case when c.cancel_at_period_end is not null or c.cancelled_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, status text, product text, amount bigint, currency text, "interval" text, interval_count integer,
    started_at timestamptz, current_period_end timestamptz, cancel_at_period_end boolean, cancelled_at timestamptz
  )
  left join public.products p on p.provider = apply_subscription.provider and p.external_id = c.product
  on conflict on constraint subscriptions_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(s.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else s.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(s.provenance ->> 'product', '') collate "C"
      then excluded.product_id else s.product_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(s.provenance ->> 'status', '') collate "C"
      then excluded.status else s.status end,
    amount = case when excluded.provenance ->> 'amount' > coalesce(s.provenance ->> 'amount', '') collate "C"
      then excluded.amount else s.amount end,
    currency = case when excluded.provenance ->> 'amount' > coalesce(s.provenance ->> 'amount', '') collate "C"
      then excluded.currency else s.currency end,
    billing_interval = case when excluded.provenance ->> 'interval' > coalesce(s.provenance ->> 'interval', '') collate "C"
      then excluded.billing_interval else s.billing_interval end,
    interval_count = case when excluded.provenance ->> 'interval' > coalesce(s.provenance ->> 'interval', '') collate "C"
      then excluded.interval_count else s.interval_count end,
    started_at = case when excluded.provenance ->> 'started_at' > coalesce(s.provenance ->> 'started_at', '') collate "C"
      then excluded.started_at else s.started_at end,
    current_period_end = case
      when excluded.provenance ->> 'current_period_end' > coalesce(s.provenance ->> 'current_period_end', '') collate "C"
      then excluded.current_period_end else s.current_period_end end,
    cancel_at_period_end = case
      when excluded.provenance ->> 'cancellation' > coalesce(s.provenance ->> 'cancellation', '') collate "C"
      then excluded.cancel_at_period_end else s.cancel_at_period_end end,
    cancelled_at = case
      when excluded.provenance ->> 'cancellation' > coalesce(s.provenance ->> 'cancellation', '') collate "C"
      then excluded.cancelled_at else s.cancelled_at end,
    provenance = intake.newest(s.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(s.provenance, excluded.provenance) <> s.provenance;
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_subscription"(jsonb, text, bigint, text) IS 'Writes what a subscription change says that is newer.';

REVOKE ALL ON FUNCTION "intake"."apply_subscription"(jsonb, text, bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_subscription"(jsonb, text, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_subscription"(jsonb, text, bigint, text) TO "postgres";

-- intake/functions/apply_tag.sql

CREATE OR REPLACE FUNCTION intake.apply_tag (
  change     jsonb,
  contact_id bigint,
  source     text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.tags (name)
  select change ->> 'name'
  where not exists (select from public.tags t where t.name = change ->> 'name')
  on conflict on constraint tags_once do nothing;

  insert into public.contact_tags as t (contact_id, tag_id, applied, provenance)
  values (
    contact_id,
    (select t.id from public.tags t where t.name = change ->> 'name'),
    (change ->> 'applied')::boolean,
    jsonb_build_object('applied', stamp)
  )
  on conflict on constraint contact_tags_pkey do update
    set applied = excluded.applied, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'applied' > t.provenance ->> 'applied' collate "C";
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_tag"(jsonb, bigint, text) IS 'Puts a tag on a contact or takes it off, unless newer news of that tag is known.';

REVOKE ALL ON FUNCTION "intake"."apply_tag"(jsonb, bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_tag"(jsonb, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_tag"(jsonb, bigint, text) TO "postgres";

-- intake/functions/apply_transaction.sql

CREATE OR REPLACE FUNCTION intake.apply_transaction (
  change     jsonb,
  provider   text,
  contact_id bigint,
  source     text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
  own_id text := change ->> 'external_id';
  aliases constant text[] := (
    select coalesce(array_agg(distinct a.value order by a.value), '{}')
    from jsonb_array_elements_text(change -> 'also_known_as') a
    where a.value <> change ->> 'external_id'
  );
  other_id text;
  statement public.transactions;
  written boolean;
  joined boolean;
begin
  -- Before any row, so that nobody who holds one waits for a name.
  foreach other_id in array aliases loop
    perform intake.hold_transaction_alias(provider, other_id);
  end loop;
  if change ->> 'provisional_id' = 'true' then
    perform intake.hold_transaction_alias(provider, own_id);
    select a.external_id into other_id
    from intake.transaction_aliases a
    where a.provider = apply_transaction.provider and a.alias = own_id;
    own_id := coalesce(other_id, own_id);
  end if;

  select
    apply_transaction.provider, own_id, apply_transaction.contact_id, p.id, c.amount, c.currency,
    coalesce(c.payment_status, 'pending'), coalesce(c.refunded_amount, 0), coalesce(c.refund_parts, '{}'), c.subscription,
    c.description, c.occurred_at, coalesce(c.confirmed, false),
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_transaction.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'amount', case when c.amount is not null then stamp end,
      'payment_status', case when c.payment_status is not null then stamp end,
      'subscription', case when c.subscription is not null then stamp end,
      'description', case when c.description is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  into
    statement.provider, statement.external_id, statement.contact_id, statement.product_id, statement.amount,
    statement.currency, statement.payment_status, statement.refunded_amount, statement.refund_parts,
    statement.subscription_external_id, statement.description, statement.occurred_at, statement.confirmed,
    statement.provenance
  from jsonb_to_record(change) as c (
    amount bigint, currency text, payment_status text, refunded_amount bigint, refund_parts jsonb, product text,
    subscription text, description text, occurred_at timestamptz, confirmed boolean
  )
  left join public.products p on p.provider = apply_transaction.provider and p.external_id = c.product;
  written := intake.write_transaction(statement);

  foreach other_id in array aliases loop
    insert into intake.transaction_aliases (provider, alias, external_id)
    values (apply_transaction.provider, other_id, own_id)
    on conflict on constraint transaction_aliases_pkey do nothing;
    joined := intake.join_transaction(provider, other_id, own_id);
    written := written or joined;
  end loop;
  return written;
end
$function$;

COMMENT ON FUNCTION "intake"."apply_transaction"(jsonb, text, bigint, text) IS 'Writes what a transaction change says that is newer, under the payment''s own id; refunds only grow, and what was once confirmed stays so.';

REVOKE ALL ON FUNCTION "intake"."apply_transaction"(jsonb, text, bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."apply_transaction"(jsonb, text, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."apply_transaction"(jsonb, text, bigint, text) TO "postgres";

-- intake/functions/are_leads_names.sql

CREATE OR REPLACE FUNCTION intake.are_leads_names (
  names text[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return exists (select from public.leads l where l.phone = any (names))
    or exists (select from intake.leads_of_addresses(array(select name from unnest(names) as name where name like '%@%')));
end
$function$;

COMMENT ON FUNCTION "intake"."are_leads_names"(text[]) IS 'Whether there is a lead whom one of these names may be.';

REVOKE ALL ON FUNCTION "intake"."are_leads_names"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."are_leads_names"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."are_leads_names"(text[]) TO "postgres";

-- intake/functions/backoff.sql

CREATE OR REPLACE FUNCTION intake.backoff (
  attempts integer
)
  RETURNS interval
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return least(interval '6 hours', interval '1 minute' * 2 ^ least(attempts, 10)) * (0.5 + random() / 2);
end
$function$;

COMMENT ON FUNCTION "intake"."backoff"(integer) IS 'How long a dead letter waits after so many attempts.';

REVOKE ALL ON FUNCTION "intake"."backoff"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."backoff"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."backoff"(integer) TO "postgres";

-- intake/functions/bucket_at.sql

CREATE OR REPLACE FUNCTION intake.bucket_at (
  stored intake.rate_limit_buckets,
  held   intake.rate_limits,
  moment timestamp with time zone
)
  RETURNS intake.rate_limit_buckets
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  today constant date := (moment at time zone 'UTC')::date;
  this_month constant date := pg_catalog.date_trunc('month', moment at time zone 'UTC')::date;
  seconds constant double precision := greatest(0, extract(epoch from moment - stored.refilled_at));
begin
  stored.source := held.source;
  stored.tokens := coalesce(least(held.capacity, stored.tokens + seconds * held.refill_per_minute / 60), held.capacity);
  stored.refilled_at := moment;
  stored.day_count := case when stored.day >= today then stored.day_count else 0 end;
  stored.day := greatest(stored.day, today);
  stored.month_count := case when stored.month >= this_month then stored.month_count else 0 end;
  stored.month := greatest(stored.month, this_month);
  return stored;
end
$function$;

COMMENT ON FUNCTION "intake"."bucket_at"(intake.rate_limit_buckets, intake.rate_limits, timestamp
  with time zone) IS 'A source''s bucket as it is at a moment.';

REVOKE ALL
  ON FUNCTION "intake"."bucket_at"(intake.rate_limit_buckets, intake.rate_limits, timestamp with time zone)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."bucket_at"(intake.rate_limit_buckets, intake.rate_limits, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."bucket_at"(intake.rate_limit_buckets, intake.rate_limits, timestamp with time zone)
  TO "postgres";

-- intake/functions/campaigns_to_feed.sql

CREATE OR REPLACE FUNCTION intake.campaigns_to_feed (
  at timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'campaign', c.id, 'broker', b.slug, 'destination', c.destination, 'external_id', c.external_id, 'url', c.url,
        'has_waiting', exists (
          select from intake.campaign_outbox o
          where o.campaign_id = c.id and o.status = 'waiting' and o.next_attempt_at <= at
        )
      )
      order by c.id
    )
    from public.campaigns c
    join public.brokers b on b.id = c.broker_id
    left join intake.campaign_tools t on t.campaign_id = c.id
    where c.status = 'active' and intake.feeding_day(c.broker_id, at) is not null and (t.resume_at > at) is not true
  ), '[]');
end
$function$;

COMMENT ON FUNCTION "intake"."campaigns_to_feed"(timestamp with time zone) IS 'The campaigns that leads may enter now.';

REVOKE ALL ON FUNCTION "intake"."campaigns_to_feed"(timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."campaigns_to_feed"(timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."campaigns_to_feed"(timestamp with time zone) TO "postgres";

-- intake/functions/carry_out_resolution.sql

CREATE OR REPLACE FUNCTION intake.carry_out_resolution()
  RETURNS trigger
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  staging constant uuid := gen_random_uuid();
  conflict public.lead_conflicts;
  stated intake.leads_staging;
  holders bigint[];
  others bigint[];
  outcome record;
begin
  -- Before any row: promotions take the first one and then the conflict, webhooks the second one and then the leads.
  perform pg_advisory_xact_lock(intake.lead_keys_lock(new.broker_id));
  perform pg_advisory_xact_lock(intake.lead_settling_lock());
  delete from public.lead_conflicts c
  where c.id = new.conflict_id and c.broker_id = new.broker_id
  returning c.* into conflict;
  if not found then
    raise exception using errcode = 'SL023', message = 'the conflict is not there any more';
  end if;

  stated := jsonb_populate_record(null::intake.leads_staging, conflict.stated);
  stated.upload_id := staging;
  stated.line := 1;
  stated.email_hash := conflict.email_hash;
  stated.address_hash := intake.address_hash(stated.street, stated.unit, stated.city, stated.state, stated.postal_code);
  insert into intake.leads_staging select stated.*;

  -- The leads that hold a key of the row now, or are of its address without holding it.
  select array_agg(held.id) into holders
  from (
    select l.id
    from public.leads l
    where l.erased_at is null and (
      l.id = any (array(select unnest(m.lead_ids) from intake.match_staged_leads(staging, new.broker_id, '{1}', null) as m))
      or l.id = any (conflict.lead_ids) and l.broker_id = new.broker_id
      and intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code) = stated.address_hash
    )
    order by l.id
    for update
  ) as held;
  if not coalesce(new.lead_id = any (holders), false) then
    raise exception using errcode = 'SL024', message = 'the lead is not one of the conflict''s';
  end if;

  others := array_remove(holders, new.lead_id);
  if others <> '{}' then
    perform intake.join_leads(new.lead_id, others);
    update public.lead_resolutions r set joined = others where r.conflict_id = new.conflict_id;
  end if;
  update public.leads l
  set
    mak = coalesce(stated.mak, l.mak),
    apn = coalesce(stated.apn, l.apn),
    apn_county = case
      when stated.apn is null or stated.apn = l.apn and coalesce(stated.apn_county, '') = '' then l.apn_county
      else coalesce(stated.apn_county, '')
    end,
    updated_at = now()
  where l.id = new.lead_id;

  perform intake.record_lead_steps('resolved', new.broker_id, array[new.lead_id], conflict.upload_id);
  outcome := intake.promote_lines(staging, new.broker_id, conflict.upload_id, '{1}');
  if (outcome.done).leads_changed + (outcome.done).leads_unchanged <> 1 then
    raise exception using errcode = 'SL027', message = 'the row can''t become part of a lead';
  end if;
  perform intake.settle_leads(array[new.lead_id]);
  return null;
end
$function$;

COMMENT ON FUNCTION "intake"."carry_out_resolution"() IS 'Carries out what somebody has decided of a conflict.';

REVOKE ALL ON FUNCTION "intake"."carry_out_resolution"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."carry_out_resolution"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."carry_out_resolution"() TO "postgres";

-- intake/functions/check_external_id.sql

CREATE OR REPLACE FUNCTION intake.check_external_id()
  RETURNS trigger
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- Two brokers who enter the same id take turns.
  perform pg_advisory_xact_lock(hashtextextended('campaign ' || new.external_id, 0));
  if exists (
    select from public.campaigns c
    where c.external_id = new.external_id and c.broker_id <> new.broker_id and 'instantly' in (c.destination, new.destination)
  ) then
    raise exception using
      errcode = 'unique_violation', constraint = 'campaigns_external_id_of_one_broker',
      message = 'the tool''s campaign belongs to another broker';
  end if;
  return new;
end
$function$;

COMMENT ON FUNCTION "intake"."check_external_id"() IS 'Keeps a campaign tool''s campaign with one broker.';

REVOKE ALL ON FUNCTION "intake"."check_external_id"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."check_external_id"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."check_external_id"() TO "postgres";

-- intake/functions/check_lead_edit.sql

CREATE OR REPLACE FUNCTION intake.check_lead_edit()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  steps constant text[] := array(
    select distinct e.stage from public.pipeline_events e
    where e.lead_id = old.id and new.campaign_status <> old.campaign_status
  );
begin
  new.updated_at := now();
  if new.campaign_status in (old.campaign_status, 'do_not_contact') then
    return new;
  end if;
  if new.campaign_status = 'closed' and old.campaign_status in ('new', 'queued', 'active', 'replied', 'booked') then
    return new;
  end if;
  if new.campaign_status = 'new' and old.campaign_status in ('closed', 'do_not_contact') then
    new.campaign_status := case
      when 'unsubscribed' = any (steps) then 'unsubscribed'
      when 'bounced' = any (steps) then 'bounced'
      when 'booked' = any (steps) then 'booked'
      when 'replied' = any (steps) then 'replied'
      when old.added_to_campaign_at is not null or 'fed' = any (steps) or 'feed_failed' = any (steps) then 'active'
      else 'new'
    end;
    return new;
  end if;
  raise exception using
    errcode = '42501', column = 'campaign_status',
    message = 'a lead can be set to do_not_contact, closed, or from either of them back to new';
end
$function$;

COMMENT ON FUNCTION "intake"."check_lead_edit"() IS 'What a member may make of a lead''s campaign_status.';

REVOKE ALL ON FUNCTION "intake"."check_lead_edit"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."check_lead_edit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."check_lead_edit"() TO "postgres";

-- intake/functions/claim_campaign_leads.sql

CREATE OR REPLACE FUNCTION intake.claim_campaign_leads (
  campaign bigint,
  batch    integer,
  at       timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  claim constant interval := '5 minutes';
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  today constant date := intake.feeding_day(broker, at);
  size constant integer := least(greatest(batch, 0), 500);
  most integer;
  places integer;
  abandoned bigint[];
  claimed jsonb;
begin
  if today is null
    or intake.feeding_day(broker, at + claim) is distinct from today
    or exists (select from intake.campaign_tools t where t.campaign_id = campaign and t.resume_at > at)
  then
    return '[]';
  end if;

  -- Whoever claims of a campaign holds its day, so that the places are counted once.
  insert into intake.campaign_days (campaign_id, day, daily_limit)
  select c.id, today, c.daily_limit from public.campaigns c where c.id = campaign
  on conflict on constraint campaign_days_once do nothing;
  select c.daily_limit, c.daily_limit - d.used into most, places
  from intake.campaign_days d
  join public.campaigns c on c.id = d.campaign_id
  where d.campaign_id = campaign and d.day = today and c.status = 'active'
  for update of d;
  if not found then
    return '[]';
  end if;

  with gone as (
    select o.id, o.lead_id
    from intake.campaign_outbox o
    where o.campaign_id = campaign and o.status = 'waiting' and o.next_attempt_at <= at and o.attempts >= intake.most_attempts()
    for update skip locked
  ),
  given_up as (
    update intake.campaign_outbox o
    set status = 'dead', reason = coalesce(o.reason, 'ABANDONED'), in_flight = false
    from gone g
    where o.id = g.id
    returning o.lead_id
  )
  select array_agg(g.lead_id) into abandoned from given_up g;
  if abandoned is not null then
    perform intake.record_lead_steps('feed_failed', broker, abandoned, null, campaign);
  end if;
  while intake.drop_campaign_leads(campaign, today, size, at) > 0 loop
  end loop;

  with due as (
    -- Checked once more, because a lead that somebody was at was passed over above.
    select o.id, o.day is not distinct from today as has_place, o.next_attempt_at
    from intake.campaign_outbox o
    join public.leads l on l.id = o.lead_id
    where o.campaign_id = campaign and o.status = 'waiting' and o.next_attempt_at <= at
      and l.campaign_status = 'queued' and l.email_hash = o.person and intake.may_be_written_to(l)
    order by has_place desc, o.next_attempt_at, o.id
    limit size
    for update of o, l skip locked
  ),
  in_order as (
    select d.id, d.has_place, row_number() over (partition by d.has_place order by d.next_attempt_at, d.id) as nth from due d
  ),
  taken as (
    update intake.campaign_outbox o
    set
      attempts = o.attempts + 1,
      -- A claim that was never settled may have reached the tool.
      is_uncertain = i.has_place and (o.is_uncertain or o.in_flight),
      in_flight = true,
      day = today,
      next_attempt_at = at + greatest(claim, intake.backoff(o.attempts + 1))
    from in_order i
    where o.id = i.id and (i.has_place or i.nth <= places)
    returning o.id, o.key, o.attempts, o.lead_id, i.has_place
  ),
  used as (
    update intake.campaign_days d
    set daily_limit = most, used = d.used + n.places
    from (select count(*) as places from taken t where not t.has_place) as n
    where d.campaign_id = campaign and d.day = today and n.places > 0
  )
  select jsonb_agg(
    jsonb_build_object(
      'lead', l.id, 'key', t.key, 'attempt', t.attempts, 'email', intake.address_of(l),
      'phone', l.phone, 'full_name', l.full_name, 'given_name', l.given_name, 'family_name', l.family_name,
      'street', l.street, 'unit', l.unit, 'city', l.city, 'state', l.state, 'postal_code', l.postal_code
    )
    order by t.id
  )
  into claimed
  from taken t
  join public.leads l on l.id = t.lead_id;
  return coalesce(claimed, '[]');
end
$function$;

COMMENT ON FUNCTION "intake"."claim_campaign_leads"(bigint, integer, timestamp
  with time zone) IS 'Takes leads that are due from a campaign''s outbox, each for five minutes and within the day''s number.';

REVOKE ALL ON FUNCTION "intake"."claim_campaign_leads"(bigint, integer, timestamp with time zone) FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."claim_campaign_leads"(bigint, integer, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."claim_campaign_leads"(bigint, integer, timestamp with time zone)
  TO "postgres";

-- intake/functions/current_consent_text.sql

CREATE OR REPLACE FUNCTION intake.current_consent_text (
  broker_id bigint
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select t.id
    from public.consent_texts t
    where t.broker_id = current_consent_text.broker_id or t.broker_id is null
    order by t.broker_id is null, t.created_at desc, t.id desc
    limit 1
  );
end
$function$;

COMMENT ON FUNCTION "intake"."current_consent_text"(bigint) IS 'The text that a broker''s leads are asked to agree to.';

REVOKE ALL ON FUNCTION "intake"."current_consent_text"(bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."current_consent_text"(bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."current_consent_text"(bigint) TO "postgres";

-- intake/functions/date_campaign_death.sql

CREATE OR REPLACE FUNCTION intake.date_campaign_death()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.dead_at := case when new.status = 'dead' then now() end;
  return new;
end
$function$;

COMMENT ON FUNCTION "intake"."date_campaign_death"() IS 'Notes since when a lead on its way into a campaign is given up.';

REVOKE ALL ON FUNCTION "intake"."date_campaign_death"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."date_campaign_death"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."date_campaign_death"() TO "postgres";

-- intake/functions/date_campaign_edit.sql

CREATE OR REPLACE FUNCTION intake.date_campaign_edit()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.updated_at := now();
  return new;
end
$function$;

COMMENT ON FUNCTION "intake"."date_campaign_edit"() IS 'Dates what people change of a campaign.';

REVOKE ALL ON FUNCTION "intake"."date_campaign_edit"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."date_campaign_edit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."date_campaign_edit"() TO "postgres";

-- intake/functions/defer_event.sql

CREATE OR REPLACE FUNCTION intake.defer_event (
  receipt bigint,
  kind    text,
  problem jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update intake.webhook_events set status = 'deferred' where id = receipt and status <> 'deferred';
  insert into intake.pipeline_dlq (webhook_event_id, kind, reason, field)
  values (receipt, defer_event.kind, problem ->> 'code', nullif(problem ->> 'field', ''));
  insert into public.pipeline_events (stage, webhook_event_id) values ('deferred', receipt);
  return 'deferred';
end
$function$;

COMMENT ON FUNCTION "intake"."defer_event"(bigint, text, jsonb) IS 'Files a received event in the dead letter queue, with a next attempt.';

REVOKE ALL ON FUNCTION "intake"."defer_event"(bigint, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."defer_event"(bigint, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."defer_event"(bigint, text, jsonb) TO "postgres";

-- intake/functions/derive_leads.sql

CREATE OR REPLACE FUNCTION intake.derive_leads (
  lead_ids bigint[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  step record;
begin
  -- A statement of its own: of two callers the second one waits here, and the next statement sees what the first one wrote.
  perform from public.leads l where l.id = any (lead_ids) order by l.id for no key update;

  for step in
    with person as materialized (
      select p.lead_id, p.contact_id, p.is_by_email from intake.people_of_leads(lead_ids) p
    ),
    -- What names a campaign counts for leads in that campaign, the rest for those in any.
    engaged as (
      select p.lead_id,
        bool_or(g.provenance ? 'by_person') as replied,
        bool_or(g.provenance ? 'stop') as stopped,
        bool_or(g.kind = 'interest' and g.status in ('meeting-booked', 'meeting-completed')) as booked,
        max(g.occurred_at) filter (where g.kind = 'reply') as last_reply_at,
        min(g.occurred_at) filter (where g.kind = 'reply') as first_reply_at,
        count(distinct g.id) filter (where g.kind = 'call') as calls,
        (array_agg(g.external_id order by g.occurred_at desc nulls last, g.external_id desc)
          filter (where g.kind = 'call' and g.provider = 'vapi'))[1] as last_call,
        (array_agg(g.step order by g.occurred_at desc nulls last, g.external_id desc)
          filter (where g.step is not null))[1] as last_step
      from person p
      join public.leads l on l.id = p.lead_id
      join public.engagements g on g.contact_id = p.contact_id
      left join public.campaigns c on c.id = l.campaign_id
      where case
        when g.campaign_external_id is null then l.added_to_campaign_at is not null
        else g.campaign_external_id = c.external_id
      end
      group by p.lead_id
    ),
    mail as (
      select p.lead_id,
        (array_agg(p.contact_id order by p.is_by_email desc, p.contact_id))[1] as contact_id,
        bool_or(c.email_status = 'unsubscribed' or c.provenance ? 'email_unsubscribed') as unsubscribed,
        bool_or(p.is_by_email and (c.email_status = 'bounced' or c.provenance ? 'email_bounced')) as bounced,
        bool_or(exists (
          select from public.registrations r where r.contact_id = p.contact_id and r.kind = 'booking'
        )) as booked
      from person p
      join public.contacts c on c.id = p.contact_id
      group by p.lead_id
    ),
    facts as materialized (
      select l.id, l.broker_id, l.added_to_campaign_at, m.contact_id,
        coalesce(g.replied, false) as replied,
        g.last_reply_at, g.first_reply_at, coalesce(g.calls, 0) as calls, g.last_call, g.last_step,
        coalesce(g.booked, false) or m.booked and l.added_to_campaign_at is not null as booked,
        m.bounced,
        m.unsubscribed or coalesce(g.stopped, false) as unsubscribed
      from mail m
      join public.leads l on l.id = m.lead_id
      left join engaged g on g.lead_id = m.lead_id
    ),
    derived as (
      select f.*, case
        when l.campaign_status in ('closed', 'do_not_contact', 'unsubscribed') then l.campaign_status
        when f.unsubscribed then 'unsubscribed'
        when f.bounced then 'bounced'
        -- In the order in which the type lists them.
        else greatest(
          l.campaign_status, (case when f.booked then 'booked' when f.replied then 'replied' else 'new' end)::public.campaign_status
        )
      end as status
      from facts f
      join public.leads l on l.id = f.id
    ),
    written as (
      update public.leads l
      set
        contact_id = d.contact_id,
        campaign_status = d.status,
        last_reply_at = greatest(l.last_reply_at, d.last_reply_at),
        call_attempt_count = greatest(l.call_attempt_count, d.calls),
        vapi_call_id = coalesce(d.last_call, l.vapi_call_id),
        current_sequence_step = coalesce(d.last_step, l.current_sequence_step),
        updated_at = now()
      from derived d
      where l.id = d.id and (
        l.contact_id is distinct from d.contact_id
        or l.campaign_status <> d.status
        or d.last_reply_at > coalesce(l.last_reply_at, '-infinity')
        or d.calls > l.call_attempt_count
        or d.last_call <> coalesce(l.vapi_call_id, '')
        or d.last_step <> coalesce(l.current_sequence_step, -1)
      )
    )
    select made.stage, f.broker_id, array_agg(f.id order by f.id) as leads,
      array_agg(made.milliseconds order by f.id) as milliseconds
    from facts f
    cross join lateral (values
      ('replied', f.replied, least(
        extract(epoch from greatest(f.first_reply_at - f.added_to_campaign_at, interval '0')) * 1000, 2147483647
      )::integer),
      ('called', f.calls > 0, null),
      ('booked', f.booked, null),
      ('bounced', f.bounced, null),
      ('unsubscribed', f.unsubscribed, null)
    ) as made (stage, is_made, milliseconds)
    where made.is_made and not exists (
      select from public.pipeline_events e where e.lead_id = f.id and e.stage = made.stage
    )
    group by made.stage, f.broker_id
    order by f.broker_id, made.stage
  loop
    perform intake.record_lead_steps(step.stage, step.broker_id, step.leads, milliseconds => step.milliseconds);
  end loop;
end
$function$;

COMMENT ON FUNCTION "intake"."derive_leads"(bigint[]) IS 'Works out anew who each of these leads is and what came of them.';

REVOKE ALL ON FUNCTION "intake"."derive_leads"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."derive_leads"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."derive_leads"(bigint[]) TO "postgres";

-- intake/functions/describe_bucket.sql

CREATE OR REPLACE FUNCTION intake.describe_bucket (
  bucket  intake.rate_limit_buckets,
  held    intake.rate_limits,
  needed  double precision,
  refusal text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  per_second constant double precision := held.refill_per_minute / 60.0;
begin
  return jsonb_build_object(
    'limit', held.capacity,
    'remaining', greatest(0, floor(bucket.tokens)),
    'refill_per_minute', held.refill_per_minute,
    'reset_seconds', ceil((held.capacity - bucket.tokens) / per_second),
    'retry_after_seconds', case refusal
      when 'bucket' then greatest(1, ceil((needed - bucket.tokens) / per_second))
      when 'daily_quota' then
        ceil(extract(epoch from (bucket.day + 1)::timestamp at time zone 'UTC' - bucket.refilled_at))
      when 'monthly_quota' then
        ceil(extract(epoch from (bucket.month + interval '1 month') at time zone 'UTC' - bucket.refilled_at))
      else 0
    end
  );
end
$function$;

COMMENT ON FUNCTION
  "intake"."describe_bucket"(intake.rate_limit_buckets, intake.rate_limits, double precision, text) IS
  'What a caller is told of a bucket.';

REVOKE ALL
  ON FUNCTION
    "intake"."describe_bucket"(intake.rate_limit_buckets, intake.rate_limits, double precision, text)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION
    "intake"."describe_bucket"(intake.rate_limit_buckets, intake.rate_limits, double precision, text)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION
    "intake"."describe_bucket"(intake.rate_limit_buckets, intake.rate_limits, double precision, text)
  TO "postgres";

-- intake/functions/drop_campaign_leads.sql

CREATE OR REPLACE FUNCTION intake.drop_campaign_leads (
  campaign bigint,
  today    date,
  batch    integer,
  at       timestamp with time zone
)
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  dropped bigint;
begin
  with first as (
    select o.id
    from intake.campaign_outbox o
    where o.campaign_id = campaign and o.status = 'waiting' and o.next_attempt_at <= at
    order by o.day is not distinct from today desc, o.next_attempt_at, o.id
    limit batch
  ),
  unwanted as (
    select o.id, o.lead_id, o.attempts
    from first f
    join intake.campaign_outbox o on o.id = f.id
    join public.leads l on l.id = o.lead_id
    where o.status = 'waiting' and o.next_attempt_at <= at
      and not (l.campaign_status = 'queued' and l.email_hash is not distinct from o.person and intake.may_be_written_to(l))
    for update of o, l skip locked
  ),
  undone as (
    delete from intake.campaign_outbox o using unwanted u where o.id = u.id and u.attempts = 0
    returning o.lead_id
  ),
  stopped as (
    update intake.campaign_outbox o
    set status = 'dead', reason = 'NOT_CONTACTABLE', in_flight = false
    from unwanted u
    where o.id = u.id and u.attempts > 0
  ),
  returned as (
    update public.leads l
    set campaign_status = 'new', updated_at = now()
    from undone u
    where l.id = u.lead_id and l.campaign_status = 'queued'
  )
  select count(*) into dropped from unwanted u;
  return dropped;
end
$function$;

COMMENT ON FUNCTION "intake"."drop_campaign_leads"(bigint, date, integer, timestamp
  with time zone) IS 'Takes out of a campaign''s outbox, of the first that are due, those that must not be sent any more.';

REVOKE ALL
  ON FUNCTION "intake"."drop_campaign_leads"(bigint, date, integer, timestamp with time zone)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."drop_campaign_leads"(bigint, date, integer, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."drop_campaign_leads"(bigint, date, integer, timestamp with time zone)
  TO "postgres";

-- intake/functions/empty_receipts.sql

CREATE OR REPLACE FUNCTION intake.empty_receipts (
  receipts bigint[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  emptied integer;
begin
  perform from intake.webhook_events e where e.id = any (receipts) order by e.id for no key update;
  delete from intake.pipeline_dlq d where d.webhook_event_id = any (receipts);
  update intake.webhook_events e
  set payload = null, changes = '[]', status = case when e.status = 'processed' then 'processed' else 'stored' end
  where e.id = any (receipts) and (e.payload is not null or e.changes <> '[]');
  get diagnostics emptied = row_count;
  return emptied;
end
$function$;

COMMENT ON FUNCTION "intake"."empty_receipts"(bigint[]) IS 'Empties receipts that speak of a person; they stay, so that a duplicate stays one.';

REVOKE ALL ON FUNCTION "intake"."empty_receipts"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."empty_receipts"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."empty_receipts"(bigint[]) TO "postgres";

-- intake/functions/encrypt_with.sql

CREATE OR REPLACE FUNCTION intake.encrypt_with (
  plain      text,
  key_number integer,
  key        text
)
  RETURNS text
  LANGUAGE plpgsql
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return key_number || ':' || translate(
    encode(extensions.pgp_sym_encrypt(plain, key, 'cipher-algo=aes256, s2k-mode=1, compress-algo=0'), 'base64'), E'\n', ''
  );
end
$function$;

COMMENT ON FUNCTION "intake"."encrypt_with"(text, integer, text) IS 'A text encrypted, with the number of its key before it.';

REVOKE ALL ON FUNCTION "intake"."encrypt_with"(text, integer, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."encrypt_with"(text, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."encrypt_with"(text, integer, text) TO "postgres";

-- intake/functions/erasable_hashes.sql

CREATE OR REPLACE FUNCTION intake.erasable_hashes (
  hash_key     text,
  email_hash   text,
  phone        text,
  mak          text,
  apn          text,
  apn_county   text,
  address_hash text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return array_remove(array[
    email_hash,
    encode(extensions.hmac('phone ' || phone, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('mak ' || mak, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('apn ' || apn || ' ' || apn_county, hash_key, 'sha256'), 'hex'),
    encode(extensions.hmac('address ' || address_hash, hash_key, 'sha256'), 'hex')
  ], null);
end
$function$;

COMMENT ON FUNCTION "intake"."erasable_hashes"(text, text, text, text, text, text, text) IS
  'Under which hashes a row or a lead would be recognised as an erased person''s.';

REVOKE ALL ON FUNCTION "intake"."erasable_hashes"(text, text, text, text, text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."erasable_hashes"(text, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."erasable_hashes"(text, text, text, text, text, text, text) TO "postgres";

-- intake/functions/erase_contacts.sql

CREATE OR REPLACE FUNCTION intake.erase_contacts (
  contacts bigint[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  -- As whoever applies an event: identities first, in one order, then contacts.
  perform from public.contact_identities i where i.contact_id = any (contacts) order by i.scope, i.value for update;
  perform from public.contacts c where c.id = any (contacts) order by c.id for update;
  delete from public.contact_identities i where i.contact_id = any (contacts);
  delete from public.contact_tags t where t.contact_id = any (contacts);
  update public.transactions t set description = null where t.contact_id = any (contacts) and t.description is not null;
  update public.leads l set contact_id = null where l.contact_id = any (contacts);
  update public.contacts c
  set
    email = null, full_name = null, given_name = null, family_name = null, phone = null, phone_sent = null, email_status = null,
    provenance = '{}', updated_at = now()
  where c.id = any (contacts);
  return cardinality(contacts);
end
$function$;

COMMENT ON FUNCTION "intake"."erase_contacts"(bigint[]) IS 'Takes everything personal from contacts; they stay as nobody, for the books.';

REVOKE ALL ON FUNCTION "intake"."erase_contacts"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."erase_contacts"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."erase_contacts"(bigint[]) TO "postgres";

-- intake/functions/erase_leads.sql

CREATE OR REPLACE FUNCTION intake.erase_leads (
  erasure  bigint,
  lead_ids bigint[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  hash_key constant text := intake.secret('email_hash_key');
  broker record;
begin
  perform from public.leads l where l.id = any (lead_ids) order by l.id for no key update;
  insert into intake.erased_keys (hash, erasure_id)
  select distinct k.hash, erasure
  from public.leads l
  cross join lateral unnest(
    intake.erasable_hashes(hash_key, l.email_hash, l.phone, l.mak, l.apn, l.apn_county, l.address_hash)
  ) as k (hash)
  where l.id = any (lead_ids)
  order by k.hash
  on conflict do nothing;

  update public.leads l
  set
    contact_id = null, full_name = null, given_name = null, family_name = null, email = null, email_encrypted = null, email_hash = null,
    phone = null, phone_sent = null, street = null, unit = null, city = null, state = null, postal_code = null, county = null,
    property_type = null, bedrooms = null, bathrooms = null, living_area_sqft = null, year_built = null,
    estimated_value_amount = null, estimated_value_currency = null, owner_occupied = null, tags = '{}', mak = null, apn = null,
    apn_county = '', address_hash = null, email_verified = false, phone_verified = false, email_verification_codes = '{}',
    phone_verification_codes = '{}', melissa_payload = null, consent = false, consent_at = null, consent_source = null,
    consent_text_version = null, consent_address = null, score = 0, campaign_status = 'do_not_contact', vapi_call_id = null,
    erased_at = now(), updated_at = now()
  where l.id = any (lead_ids);

  delete from intake.consent_tokens t where t.lead_id = any (lead_ids);
  update intake.campaign_outbox o set person = null where o.lead_id = any (lead_ids);
  for broker in
    select l.broker_id as id, array_agg(l.id order by l.id) as leads from public.leads l where l.id = any (lead_ids) group by l.broker_id
  loop
    perform intake.record_lead_steps('erased', broker.id, broker.leads);
  end loop;
  return cardinality(lead_ids);
end
$function$;

COMMENT ON FUNCTION "intake"."erase_leads"(bigint, bigint[]) IS 'Makes leads empty shells, and remembers the keyed hashes of what they were known by.';

REVOKE ALL ON FUNCTION "intake"."erase_leads"(bigint, bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."erase_leads"(bigint, bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."erase_leads"(bigint, bigint[]) TO "postgres";

-- intake/functions/fail_dead_uploads.sql

CREATE OR REPLACE FUNCTION intake.fail_dead_uploads()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
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
$function$;

COMMENT ON FUNCTION "intake"."fail_dead_uploads"() IS 'Gives up the uploads that whoever received them has left.';

REVOKE ALL ON FUNCTION "intake"."fail_dead_uploads"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."fail_dead_uploads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."fail_dead_uploads"() TO "postgres";

-- intake/functions/fail_lead_upload.sql

CREATE OR REPLACE FUNCTION intake.fail_lead_upload (
  upload uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  update public.lead_uploads u set status = 'failed' where u.id = upload and u.status = 'receiving';
  if found then
    delete from intake.leads_staging s where s.upload_id = upload;
    delete from intake.ingest_replay_guard g where g.upload_id = upload;
  end if;
end
$function$;

COMMENT ON FUNCTION "intake"."fail_lead_upload"(uuid) IS 'Gives up an upload that is still being received.';

REVOKE ALL ON FUNCTION "intake"."fail_lead_upload"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."fail_lead_upload"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."fail_lead_upload"(uuid) TO "postgres";

-- intake/functions/feeding_day.sql

CREATE OR REPLACE FUNCTION intake.feeding_day (
  broker bigint,
  at     timestamp with time zone
)
  RETURNS date
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  today date;
  takes_leads boolean;
begin
  select local.day, extract(isodow from local.day) = any (b.campaign_weekdays)
  into today, takes_leads
  from public.brokers b
  cross join lateral (select (feeding_day.at at time zone b.time_zone)::date as day) as local
  where b.id = broker;
  if not takes_leads
    or exists (select from public.holidays h where h.day = today and (h.broker_id = broker or h.broker_id is null))
  then
    return null;
  end if;
  return today;
end
$function$;

COMMENT ON FUNCTION "intake"."feeding_day"(bigint, timestamp with time zone) IS 'The day in a broker''s zone, if leads may enter campaigns on it.';

REVOKE ALL ON FUNCTION "intake"."feeding_day"(bigint, timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."feeding_day"(bigint, timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."feeding_day"(bigint, timestamp with time zone) TO "postgres";

-- intake/functions/find_person.sql

CREATE OR REPLACE FUNCTION intake.find_person (
  email text
)
  RETURNS intake.person
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  hash_key constant text := intake.secret('email_hash_key');
  person intake.person;
begin
  person.contacts := array(
    select i.contact_id from public.contact_identities i where i.scope = 'email' and i.value = lower(email)
  );
  person.emails := array(
    select lower(find_person.email)
    union
    select i.value from public.contact_identities i where i.contact_id = any (person.contacts) and i.scope = 'email'
    union
    select lower(c.email) from public.contacts c where c.id = any (person.contacts) and c.email is not null
  );
  person.email_hashes := array(select encode(extensions.hmac(e, hash_key, 'sha256'), 'hex') from unnest(person.emails) as e);
  person.leads := array(
    select l.id from intake.leads_of_email_hashes(person.email_hashes) as l (id)
    union
    select l.id from public.leads l where l.contact_id = any (person.contacts) and coalesce(l.email, l.email_encrypted) is null
  );
  -- An address as it stands in a text or an encoded query; what providers call them, as a whole text in JSON.
  person.marks := array(
    select e from unnest(person.emails) as e
    union
    select replace(e, '@', '%40') from unnest(person.emails) as e
    union
    select lower(to_jsonb(i.value)::text)
    from public.contact_identities i
    where i.contact_id = any (person.contacts) and i.scope <> 'email' and length(i.value) >= 5
  );
  return person;
end
$function$;

COMMENT ON FUNCTION "intake"."find_person"(text) IS 'The person of an address: the contact who has it, and the leads of all of that contact''s addresses.';

REVOKE ALL ON FUNCTION "intake"."find_person"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."find_person"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."find_person"(text) TO "postgres";

-- intake/functions/forget_campaign_person.sql

CREATE OR REPLACE FUNCTION intake.forget_campaign_person()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  delete from intake.campaign_outbox o where o.lead_id = new.id and o.status = 'waiting' and o.attempts = 0;
  update intake.campaign_outbox o
  set
    person = null,
    status = case o.status when 'waiting' then 'dead' else o.status end,
    reason = case o.status when 'waiting' then 'ERASED' else o.reason end
  where o.lead_id = new.id;
  return null;
end
$function$;

COMMENT ON FUNCTION "intake"."forget_campaign_person"() IS 'Stops what is on its way of somebody who asked to be forgotten.';

REVOKE ALL ON FUNCTION "intake"."forget_campaign_person"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."forget_campaign_person"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."forget_campaign_person"() TO "postgres";

-- intake/functions/give_up_event.sql

CREATE OR REPLACE FUNCTION intake.give_up_event (
  receipt bigint,
  problem jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update intake.pipeline_dlq d
  set status = 'dead', reason = problem ->> 'code', field = nullif(problem ->> 'field', ''), last_failed_at = now()
  where d.webhook_event_id = receipt;
  update intake.webhook_events e set status = 'dead' where e.id = receipt;
  insert into public.pipeline_events (stage, webhook_event_id) values ('dead', receipt);
end
$function$;

COMMENT ON FUNCTION "intake"."give_up_event"(bigint, jsonb) IS 'Gives up an event that waits in the dead letter queue.';

REVOKE ALL ON FUNCTION "intake"."give_up_event"(bigint, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."give_up_event"(bigint, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."give_up_event"(bigint, jsonb) TO "postgres";

-- intake/functions/hold_transaction_alias.sql

CREATE OR REPLACE FUNCTION intake.hold_transaction_alias (
  provider text,
  alias    text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('transaction ' || provider || ' ' || alias, 0));
end
$function$;

COMMENT ON FUNCTION "intake"."hold_transaction_alias"(text, text) IS 'Lets those who state an alias and those who are told something under it take turns.';

REVOKE ALL ON FUNCTION "intake"."hold_transaction_alias"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."hold_transaction_alias"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."hold_transaction_alias"(text, text) TO "postgres";

-- intake/functions/join_leads.sql

CREATE OR REPLACE FUNCTION intake.join_leads (
  lead_id bigint,
  others  bigint[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  staging constant uuid := gen_random_uuid();
begin
  if exists (
    select from public.leads l
    where l.id = any (others) and (
      l.consent or l.campaign_status <> 'new' or l.added_to_campaign_at is not null or l.call_attempt_count > 0
      or exists (select from intake.campaign_outbox o where o.lead_id = l.id)
      or exists (select from intake.consent_tokens t where t.lead_id = l.id)
    )
  ) then
    raise exception using errcode = 'SL025', message = 'another lead of the conflict has a history that would be lost';
  end if;
  if (
    select count(l.mak) > 1 or count(distinct l.apn) > 1
      or count(distinct nullif(l.apn_county, '')) filter (where l.apn is not null) > 1
    from public.leads l
    where l.id = any (lead_id || others)
  ) then
    raise exception using errcode = 'SL026', message = 'the leads of the conflict are two properties';
  end if;

  -- As rows that come one after the other, the lead itself last, so that it has the last word. What isn't verified says nothing.
  insert into intake.leads_staging
  select r.*
  from (
    select l.*, row_number() over (order by l.id = join_leads.lead_id, l.id) as line
    from public.leads l
    where l.id = any (join_leads.lead_id || others)
  ) as l
  cross join lateral jsonb_populate_record(null::intake.leads_staging, to_jsonb(l) || jsonb_build_object(
    'upload_id', staging, 'email_verified', nullif(l.email_verified, false), 'phone_verified', nullif(l.phone_verified, false)
  )) as r;
  delete from public.leads l where l.id = any (others);
  for line in 1 .. cardinality(others) + 1 loop
    perform intake.merge_leads(staging, array[line], array[lead_id]);
  end loop;
  delete from intake.leads_staging s where s.upload_id = staging;

  update public.pipeline_events e set lead_id = join_leads.lead_id where e.lead_id = any (others);
  update public.lead_conflicts c
  set lead_ids = array(
    select distinct case when u.id = any (others) then join_leads.lead_id else u.id end as id from unnest(c.lead_ids) as u (id) order by id
  )
  from public.leads l
  where l.id = join_leads.lead_id and c.broker_id = l.broker_id and c.lead_ids && others;
end
$function$;

COMMENT ON FUNCTION "intake"."join_leads"(bigint, bigint[]) IS 'Makes several leads of one broker one, where nothing of the others'' history is lost.';

REVOKE ALL ON FUNCTION "intake"."join_leads"(bigint, bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."join_leads"(bigint, bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."join_leads"(bigint, bigint[]) TO "postgres";

-- intake/functions/join_transaction.sql

CREATE OR REPLACE FUNCTION intake.join_transaction (
  provider    text,
  alias       text,
  external_id text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  told public.transactions;
begin
  delete from public.transactions t
  where t.provider = join_transaction.provider and t.external_id = join_transaction.alias
  returning t.* into told;
  if not found then
    return false;
  end if;
  told.external_id := join_transaction.external_id;
  return intake.write_transaction(told);
end
$function$;

COMMENT ON FUNCTION "intake"."join_transaction"(text, text, text) IS 'Makes what was told under an alias news of the payment itself.';

REVOKE ALL ON FUNCTION "intake"."join_transaction"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."join_transaction"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."join_transaction"(text, text, text) TO "postgres";

-- intake/functions/keep_broker_on_record.sql

CREATE OR REPLACE FUNCTION intake.keep_broker_on_record()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  if exists (select from public.pipeline_events e where e.broker_id = old.id) then
    raise exception using errcode = '23503', table = 'pipeline_events', message = 'the broker is on record in the audit trail';
  end if;
  return old;
end
$function$;

COMMENT ON FUNCTION "intake"."keep_broker_on_record"() IS 'A broker of whom anything is on record stays.';

REVOKE ALL ON FUNCTION "intake"."keep_broker_on_record"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."keep_broker_on_record"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."keep_broker_on_record"() TO "postgres";

-- intake/functions/keep_common_versions.sql

CREATE OR REPLACE FUNCTION intake.keep_common_versions()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if exists (select from public.consent_texts t where t.broker_id is null and t.version = new.version) then
    raise exception using
      errcode = 'unique_violation', constraint = 'consent_texts_once', message = 'there is a common text of this version';
  end if;
  return new;
end
$function$;

COMMENT ON FUNCTION "intake"."keep_common_versions"() IS 'Keeps brokers'' texts from taking the version of a common one.';

REVOKE ALL ON FUNCTION "intake"."keep_common_versions"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."keep_common_versions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."keep_common_versions"() TO "postgres";

-- intake/functions/keep_lead_conflicts.sql

CREATE OR REPLACE FUNCTION intake.keep_lead_conflicts (
  staging   uuid,
  broker_id bigint,
  upload    uuid,
  matches   intake.staged_match[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
begin
  insert into public.lead_conflicts as known (
    broker_id, upload_id, line, reason, lead_ids, mak, apn, apn_county, address_hash, stated, email_hash
  )
  select keep_lead_conflicts.broker_id, upload, s.line, m.fate,
    array(select distinct u.id from unnest(m.lead_ids) as u (id) order by u.id), s.mak, s.apn, coalesce(s.apn_county, ''),
    s.address_hash, jsonb_strip_nulls(to_jsonb(s) - '{upload_id,line,address_hash,email_hash}'::text[]), s.email_hash
  from unnest(matches) as m
  cross join lateral (
    select r.* from intake.leads_staging r where r.upload_id = staging and r.line = m.line offset 0
  ) as s
  order by s.line
  on conflict on constraint lead_conflicts_once do update
    set upload_id = excluded.upload_id, line = excluded.line, reason = excluded.reason, lead_ids = excluded.lead_ids,
      stated = excluded.stated, email_hash = excluded.email_hash, last_seen_at = now(), times_seen = known.times_seen + 1;
end
$function$;

COMMENT ON FUNCTION "intake"."keep_lead_conflicts"(uuid, bigint, uuid, intake.staged_match[]) IS
  'Keeps rows that contradict what is known.';

REVOKE ALL ON FUNCTION "intake"."keep_lead_conflicts"(uuid, bigint, uuid, intake.staged_match[]) FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."keep_lead_conflicts"(uuid, bigint, uuid, intake.staged_match[])
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."keep_lead_conflicts"(uuid, bigint, uuid, intake.staged_match[])
  TO "postgres";

-- intake/functions/largest_parts.sql

CREATE OR REPLACE FUNCTION intake.largest_parts (
  known  jsonb,
  stated jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  largest jsonb := known;
  part text;
begin
  for part in select pg_catalog.jsonb_object_keys(stated) loop
    if (stated ->> part)::bigint > coalesce((known ->> part)::bigint, -1) then
      largest := pg_catalog.jsonb_set(largest, array[part], stated -> part);
    end if;
  end loop;
  return largest;
end
$function$;

COMMENT ON FUNCTION "intake"."largest_parts"(jsonb, jsonb) IS 'Of two statements about parts, each part at its largest.';

REVOKE ALL ON FUNCTION "intake"."largest_parts"(jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."largest_parts"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."largest_parts"(jsonb, jsonb) TO "postgres";

-- intake/functions/lead_keys_lock.sql

CREATE OR REPLACE FUNCTION intake.lead_keys_lock (
  broker_id bigint
)
  RETURNS bigint
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return hashint8extended(broker_id, 20261121);
end
$function$;

COMMENT ON FUNCTION "intake"."lead_keys_lock"(bigint) IS 'The lock of those who give the leads of one broker their keys.';

REVOKE ALL ON FUNCTION "intake"."lead_keys_lock"(bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."lead_keys_lock"(bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."lead_keys_lock"(bigint) TO "postgres";

-- intake/functions/lead_settling_lock.sql

CREATE OR REPLACE FUNCTION intake.lead_settling_lock()
  RETURNS bigint
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select pg_catalog.hashtextextended('settle leads', 0) $function$;

COMMENT ON FUNCTION "intake"."lead_settling_lock"() IS 'The advisory lock between those who add leads and those who add what is known of people.';

REVOKE ALL ON FUNCTION "intake"."lead_settling_lock"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."lead_settling_lock"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."lead_settling_lock"() TO "postgres";

-- intake/functions/leads_of_addresses.sql

CREATE OR REPLACE FUNCTION intake.leads_of_addresses (
  addresses text[]
)
  RETURNS SETOF bigint
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  -- Where there are no leads nothing is hashed.
  if exists (select from public.leads l where l.email_hash is not null) then
    return query select intake.leads_of_email_hashes(array(select public.hash_email(a) from unnest(addresses) as a));
  end if;
end
$function$;

COMMENT ON FUNCTION "intake"."leads_of_addresses"(text[]) IS 'The leads that have one of these addresses.';

REVOKE ALL ON FUNCTION "intake"."leads_of_addresses"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."leads_of_addresses"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."leads_of_addresses"(text[]) TO "postgres";

-- intake/functions/leads_of_email_hashes.sql

CREATE OR REPLACE FUNCTION intake.leads_of_email_hashes (
  hashes text[]
)
  RETURNS SETOF bigint
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return query
    select l.id
    from public.leads l
    where hashtextextended(l.email_hash, 0) = any (array(select hashtextextended(h, 0) from unnest(hashes) as h))
      and l.email_hash = any (hashes);
end
$function$;

COMMENT ON FUNCTION "intake"."leads_of_email_hashes"(text[]) IS 'The leads that have one of these hashes of addresses.';

REVOKE ALL ON FUNCTION "intake"."leads_of_email_hashes"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."leads_of_email_hashes"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."leads_of_email_hashes"(text[]) TO "postgres";

-- intake/functions/match_staged_leads.sql

CREATE OR REPLACE FUNCTION intake.match_staged_leads (
  staging       uuid,
  broker_id     bigint,
  lines         integer[],
  erased_by_key text
)
  RETURNS SETOF intake.staged_match
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_nestloop TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
begin
  return query
    with found as materialized (
      select s.line, s.mak, s.apn, coalesce(s.apn_county, '') as apn_county, s.address_hash,
        (select l.id from public.leads l where l.broker_id = match_staged_leads.broker_id and l.mak = s.mak) as by_mak,
        (
          select l.id from public.leads l
          where l.broker_id = match_staged_leads.broker_id and l.apn = s.apn and l.apn_county = coalesce(s.apn_county, '')
        ) as by_apn,
        (
          select l.id from public.leads l
          where l.broker_id = match_staged_leads.broker_id and left(l.address_hash, 32)::uuid = left(s.address_hash, 32)::uuid
        ) as by_address,
        -- Only looked for where anybody was ever erased.
        erased_by_key is not null and exists (
          select from intake.erased_keys e
          where e.hash = any (intake.erasable_hashes(
            erased_by_key, s.email_hash, s.phone, s.mak, s.apn, coalesce(s.apn_county, ''), s.address_hash
          ))
        ) as is_erased
      from intake.leads_staging s
      where s.upload_id = staging and s.line = any (lines)
    ),
    -- What rows can have in common. As numbers: two texts that happen to share one only make a row wait. Worked out again for the rows
    -- that are for later, because mostly there are none.
    trait as not materialized (
      select t.line, t.trait
      from (
        select f.line, unnest(array[
          hashtextextended(f.mak, 1), hashtextextended(f.apn || ' ' || f.apn_county, 2), hashtextextended(f.address_hash, 3),
          hashint8extended(f.by_mak, 4), hashint8extended(f.by_apn, 4), hashint8extended(f.by_address, 4)
        ]) as trait
        from found f
        where cardinality(lines) > 1
      ) as t
      where t.trait is not null
    ),
    shared as (
      select t.trait, min(t.line) as first_line from trait t group by t.trait having min(t.line) < max(t.line)
    ),
    later as (
      select distinct t.line from shared h join trait t on t.trait = h.trait where t.line > h.first_line
    )
    select f.line, coalesce(f.by_mak, f.by_apn, f.by_address),
      case
        when o.line is not null then 'later'
        when f.is_erased then 'erased'
        when f.by_mak <> f.by_apn or f.by_mak <> f.by_address or f.by_apn <> f.by_address then 'several-leads'
        when l.id is null then 'new'
        when f.by_mak is null and f.mak is not null and l.mak is not null then 'other-property'
        when f.by_mak is null and f.by_apn is null and f.apn is not null and l.apn is not null
          and not (f.apn = l.apn and '' in (f.apn_county, l.apn_county)) then 'other-property'
        else 'known'
      end,
      array_remove(array[f.by_mak, f.by_apn, f.by_address], null)
    from found f
    left join later o on o.line = f.line
    left join lateral (
      select r.id, r.mak, r.apn, r.apn_county from public.leads r where r.id = coalesce(f.by_mak, f.by_apn, f.by_address) offset 0
    ) as l on true;
end
$function$;

COMMENT ON FUNCTION "intake"."match_staged_leads"(uuid, bigint, integer[], text) IS 'Which lead each staged row is about, and which of the rows can be promoted at once.';

REVOKE ALL ON FUNCTION "intake"."match_staged_leads"(uuid, bigint, integer[], text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."match_staged_leads"(uuid, bigint, integer[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."match_staged_leads"(uuid, bigint, integer[], text) TO "postgres";

-- intake/functions/may_be_written_to.sql

CREATE OR REPLACE FUNCTION intake.may_be_written_to (
  lead public.leads
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return lead.consent and lead.email_verified and lead.erased_at is null
    and lead.email_hash is not null and coalesce(lead.email, lead.email_encrypted) is not null
    and not exists (
      select from public.contacts c
      where c.id = lead.contact_id
        and (c.email_status in ('bounced', 'unsubscribed') or c.provenance ?| '{email_bounced,email_unsubscribed}')
    )
    and not exists (
      select from intake.parted_addresses p where p.broker_id = lead.broker_id and p.email_hash = lead.email_hash
    );
end
$function$;

COMMENT ON FUNCTION "intake"."may_be_written_to"(public.leads) IS 'Whether a lead may be written to, apart from how far it has come.';

REVOKE ALL ON FUNCTION "intake"."may_be_written_to"(public.leads) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."may_be_written_to"(public.leads) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."may_be_written_to"(public.leads) TO "postgres";

-- intake/functions/mention_stamp.sql

CREATE OR REPLACE FUNCTION intake.mention_stamp (
  at     timestamp with time zone,
  source text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  stamp constant text := intake.stamp(mention_stamp.at, 0, mention_stamp.source);
  time_of_day constant time := (mention_stamp.at at time zone 'UTC')::time;
begin
  return pg_catalog.substr(stamp, 1, 10)
    || pg_catalog.to_char(86400 - extract(epoch from time_of_day), '"-"FM00000.000000')
    || pg_catalog.substr(stamp, 27);
end
$function$;

COMMENT ON FUNCTION "intake"."mention_stamp"(timestamp with time zone, text) IS 'The stamp of what an event merely mentions: counts to the day.';

REVOKE ALL ON FUNCTION "intake"."mention_stamp"(timestamp with time zone, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."mention_stamp"(timestamp with time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."mention_stamp"(timestamp with time zone, text) TO "postgres";

-- intake/functions/mentions.sql

CREATE OR REPLACE FUNCTION intake.mentions (
  document jsonb,
  marks    text[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  plain constant text := lower(document::text);
  mark text;
begin
  foreach mark in array marks loop
    if position(mark in plain) > 0 and (
      left(mark, 1) = '"'
      or plain ~ (
        '(?<![a-z0-9._+-])' || regexp_replace(mark, '([^a-z0-9@%])', '\\\1', 'g') || '(?![a-z0-9-])(?!\.[a-z0-9])'
      )
    ) then
      return true;
    end if;
  end loop;
  return false;
end
$function$;

COMMENT ON FUNCTION "intake"."mentions"(jsonb, text[]) IS 'Whether a JSON document speaks of a person.';

REVOKE ALL ON FUNCTION "intake"."mentions"(jsonb, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."mentions"(jsonb, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."mentions"(jsonb, text[]) TO "postgres";

-- intake/functions/merge_contacts.sql

CREATE OR REPLACE FUNCTION intake.merge_contacts (
  survivor bigint,
  other    bigint
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  -- First, because whoever is working on the other contact holds an identity of it: this waits until they are done, and the
  -- statements below then see what they wrote. Again, because they may have given it an identity that a statement which was
  -- already waiting can't see.
  loop
    update public.contact_identities set contact_id = survivor where contact_id = other;
    exit when not found;
  end loop;

  -- Then the contacts, before what belongs to them, which is the order in which an event's changes take them.
  perform from public.contacts c where c.id in (survivor, other) order by c.id for no key update;

  update public.transactions set contact_id = survivor where contact_id = other;
  update public.subscriptions set contact_id = survivor where contact_id = other;
  update public.registrations set contact_id = survivor where contact_id = other;
  update public.engagements set contact_id = survivor where contact_id = other;
  update public.leads set contact_id = survivor where contact_id = other;
  update public.pipeline_events set contact_id = survivor where contact_id = other;

  insert into public.contact_tags as t (contact_id, tag_id, applied, provenance)
  select survivor, o.tag_id, o.applied, o.provenance
  from public.contact_tags o
  where o.contact_id = other
  on conflict (contact_id, tag_id) do update
    set applied = excluded.applied, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'applied' > t.provenance ->> 'applied' collate "C";
  delete from public.contact_tags where contact_id = other;

  perform intake.update_contact(survivor, o) from public.contacts o where o.id = other;
  delete from public.contacts where id = other;
end
$function$;

COMMENT ON FUNCTION "intake"."merge_contacts"(bigint, bigint) IS 'Makes two contacts one: the survivor takes over everything that belongs to the other, then the other is gone.';

REVOKE ALL ON FUNCTION "intake"."merge_contacts"(bigint, bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."merge_contacts"(bigint, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."merge_contacts"(bigint, bigint) TO "postgres";

-- intake/functions/merge_leads.sql

CREATE OR REPLACE FUNCTION intake.merge_leads (
  staging  uuid,
  lines    integer[],
  lead_ids bigint[]
)
  RETURNS TABLE (
    id                     bigint,
    is_reachable_otherwise boolean,
    is_newly_verified      boolean,
    is_newly_consented     boolean
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET random_page_cost TO '1'
  AS $function$
begin
  return query
    -- Held in one order, and read as they are once they are held.
    with held as materialized (
      select l.*, given.line
      from (select g.line, g.lead_id from unnest(lines, lead_ids) as g (line, lead_id) order by g.lead_id) as given
      join public.leads l on l.id = given.lead_id
      order by l.id
      for no key update of l
    ),
    changed as (
      select h.id as lead_id, n.*, coalesce(is_other.email or is_other.phone, false) as is_reachable_otherwise,
        n.email_verified and not h.email_verified or n.phone_verified and not h.phone_verified as is_newly_verified,
        n.consent and not agreement.holds as is_newly_consented
      from held h
      cross join lateral (
        select r.* from intake.leads_staging r where r.upload_id = staging and r.line = h.line offset 0
      ) as s
      cross join lateral (
        select s.email_hash is distinct from h.email_hash and s.email_hash is not null as email,
          s.phone is distinct from h.phone and s.phone is not null as phone,
          s.address_hash is distinct from h.address_hash and s.address_hash is not null as address,
          -- Who agreed by a link is whoever reads the mail of that address, and nobody else.
          s.email_hash <> h.email_hash and h.consent_source = 'link' as agreed
        offset 0
      ) as is_other
      cross join lateral (
        select h.consent and is_other.agreed is not true as holds
      ) as agreement
      cross join lateral (
        select coalesce(s.consent, false) and (not agreement.holds or s.consent_at < h.consent_at) as is_theirs
        offset 0
      ) as consent
      -- The offset keeps the expressions from being worked out again wherever they are used.
      cross join lateral (
        select
        coalesce(s.full_name, h.full_name) as full_name,
        coalesce(s.given_name, h.given_name) as given_name,
        coalesce(s.family_name, h.family_name) as family_name,
        case when is_other.email then s.email else h.email end as email,
        case when is_other.email then s.email_encrypted else h.email_encrypted end as email_encrypted,
        coalesce(s.email_hash, h.email_hash) as email_hash,
        coalesce(s.phone, h.phone) as phone,
        case when is_other.phone then s.phone_sent else coalesce(h.phone_sent, s.phone_sent) end as phone_sent,
        case when is_other.address then s.street when s.address_hash is null then coalesce(h.street, s.street) else coalesce(s.street, h.street) end as street,
        case
          when is_other.address then s.unit
          when s.address_hash is null or s.unit like '#%' then coalesce(h.unit, s.unit)
          else coalesce(s.unit, h.unit)
        end as unit,
        case when is_other.address then s.city when s.address_hash is null then coalesce(h.city, s.city) else coalesce(s.city, h.city) end as city,
        case when is_other.address then s.state when s.address_hash is null then coalesce(h.state, s.state) else coalesce(s.state, h.state) end as state,
        case
          when is_other.address then s.postal_code
          when s.address_hash is null or h.postal_code like s.postal_code || '-%' then coalesce(h.postal_code, s.postal_code)
          else coalesce(s.postal_code, h.postal_code)
        end as postal_code,
        coalesce(s.county, h.county) as county,
        coalesce(s.property_type, h.property_type) as property_type,
        coalesce(s.bedrooms, h.bedrooms) as bedrooms,
        coalesce(s.bathrooms, h.bathrooms) as bathrooms,
        coalesce(s.living_area_sqft, h.living_area_sqft) as living_area_sqft,
        coalesce(s.year_built, h.year_built) as year_built,
        coalesce(s.estimated_value_amount, h.estimated_value_amount) as estimated_value_amount,
        case when s.estimated_value_amount is not null then s.estimated_value_currency else h.estimated_value_currency end as estimated_value_currency,
        coalesce(s.owner_occupied, h.owner_occupied) as owner_occupied,
        case
          when s.tags is null or h.tags @> s.tags then h.tags
          else array(select distinct t.tag from unnest(h.tags || s.tags) as t (tag) order by t.tag)
        end as tags,
        coalesce(s.mak, h.mak) as mak,
        coalesce(s.apn, h.apn) as apn,
        case
          when s.apn is null or s.apn = h.apn and coalesce(s.apn_county, '') = '' then h.apn_county
          else coalesce(s.apn_county, '')
        end as apn_county,
        coalesce(s.address_hash, h.address_hash) as address_hash,
        case
          when is_other.email then coalesce(s.email_verified, false)
          when h.email_hash is null then h.email_verified
          else coalesce(s.email_verified, h.email_verified)
        end as email_verified,
        case
          when is_other.phone then coalesce(s.phone_verified, false)
          when h.phone is null then h.phone_verified
          else coalesce(s.phone_verified, h.phone_verified)
        end as phone_verified,
        case
          when is_other.email then coalesce(s.email_verification_codes, '{}')
          when s.email_verification_codes is null or h.email_verification_codes @> s.email_verification_codes then h.email_verification_codes
          else array(select distinct c.code from unnest(h.email_verification_codes || s.email_verification_codes) as c (code) order by c.code)
        end as email_verification_codes,
        case
          when is_other.phone then coalesce(s.phone_verification_codes, '{}')
          when s.phone_verification_codes is null or h.phone_verification_codes @> s.phone_verification_codes then h.phone_verification_codes
          else array(select distinct c.code from unnest(h.phone_verification_codes || s.phone_verification_codes) as c (code) order by c.code)
        end as phone_verification_codes,
        coalesce(s.melissa_payload, h.melissa_payload) as melissa_payload,
        agreement.holds or coalesce(s.consent, false) as consent,
        case when consent.is_theirs then s.consent_at when agreement.holds then h.consent_at end as consent_at,
        case when consent.is_theirs then s.consent_source when agreement.holds then h.consent_source end as consent_source,
        case
          when consent.is_theirs then s.consent_text_version
          when agreement.holds then h.consent_text_version
        end as consent_text_version,
        case when agreement.holds then h.consent_address end as consent_address,
        greatest(s.score, h.score) as score
        offset 0
      ) as n
      where (
        n.full_name, n.given_name, n.family_name, n.email, n.email_encrypted, n.email_hash, n.phone, n.phone_sent, n.street, n.unit,
        n.city, n.state, n.postal_code, n.county, n.property_type, n.bedrooms, n.bathrooms, n.living_area_sqft, n.year_built,
        n.estimated_value_amount, n.estimated_value_currency, n.owner_occupied, n.tags, n.mak, n.apn, n.apn_county, n.address_hash,
        n.email_verified, n.phone_verified, n.email_verification_codes, n.phone_verification_codes, n.melissa_payload, n.consent,
        n.consent_at, n.consent_source, n.consent_text_version, n.score
      ) is distinct from (
        h.full_name, h.given_name, h.family_name, h.email, h.email_encrypted, h.email_hash, h.phone, h.phone_sent, h.street, h.unit,
        h.city, h.state, h.postal_code, h.county, h.property_type, h.bedrooms, h.bathrooms, h.living_area_sqft, h.year_built,
        h.estimated_value_amount, h.estimated_value_currency, h.owner_occupied, h.tags, h.mak, h.apn, h.apn_county, h.address_hash,
        h.email_verified, h.phone_verified, h.email_verification_codes, h.phone_verification_codes, h.melissa_payload, h.consent,
        h.consent_at, h.consent_source, h.consent_text_version, h.score
      )
    )
    update public.leads l
    set
      full_name = c.full_name,
      given_name = c.given_name,
      family_name = c.family_name,
      email = c.email,
      email_encrypted = c.email_encrypted,
      email_hash = c.email_hash,
      phone = c.phone,
      phone_sent = c.phone_sent,
      street = c.street,
      unit = c.unit,
      city = c.city,
      state = c.state,
      postal_code = c.postal_code,
      county = c.county,
      property_type = c.property_type,
      bedrooms = c.bedrooms,
      bathrooms = c.bathrooms,
      living_area_sqft = c.living_area_sqft,
      year_built = c.year_built,
      estimated_value_amount = c.estimated_value_amount,
      estimated_value_currency = c.estimated_value_currency,
      owner_occupied = c.owner_occupied,
      tags = c.tags,
      mak = c.mak,
      apn = c.apn,
      apn_county = c.apn_county,
      address_hash = c.address_hash,
      email_verified = c.email_verified,
      phone_verified = c.phone_verified,
      email_verification_codes = c.email_verification_codes,
      phone_verification_codes = c.phone_verification_codes,
      melissa_payload = c.melissa_payload,
      consent = c.consent,
      consent_at = c.consent_at,
      consent_source = c.consent_source,
      consent_text_version = c.consent_text_version,
      consent_address = c.consent_address,
      score = c.score,
      updated_at = now()
    from changed c
    where l.id = c.lead_id
    returning l.id, c.is_reachable_otherwise, c.is_newly_verified, c.is_newly_consented;
end
$function$;

COMMENT ON FUNCTION "intake"."merge_leads"(uuid, integer[], bigint[]) IS 'Writes to leads that are known what staged rows tell of them; returns those that changed.';

REVOKE ALL ON FUNCTION "intake"."merge_leads"(uuid, integer[], bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."merge_leads"(uuid, integer[], bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."merge_leads"(uuid, integer[], bigint[]) TO "postgres";

-- intake/functions/most_attempts.sql

CREATE OR REPLACE FUNCTION intake.most_attempts()
  RETURNS integer
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 16;
end
$function$;

COMMENT ON FUNCTION "intake"."most_attempts"() IS 'After how many attempts a dead letter is given up.';

REVOKE ALL ON FUNCTION "intake"."most_attempts"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."most_attempts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."most_attempts"() TO "postgres";

-- intake/functions/newest_email_key.sql

CREATE OR REPLACE FUNCTION intake.newest_email_key()
  RETURNS integer
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select max(split_part(s.name, ':', 2)::integer) from vault.decrypted_secrets s where s.name ~ '^email_encryption_key:[0-9]{1,9}$'
  );
end
$function$;

COMMENT ON FUNCTION "intake"."newest_email_key"() IS 'The number of the key that e-mail addresses are encrypted with now.';

REVOKE ALL ON FUNCTION "intake"."newest_email_key"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."newest_email_key"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."newest_email_key"() TO "postgres";

-- intake/functions/newest.sql

CREATE OR REPLACE FUNCTION intake.newest (
  known  jsonb,
  stated jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  newest jsonb := known;
  field text;
begin
  for field in select pg_catalog.jsonb_object_keys(stated) loop
    if stated ->> field > coalesce(known ->> field, '') collate "C" then
      newest := pg_catalog.jsonb_set(newest, array[field], stated -> field);
    end if;
  end loop;
  return newest;
end
$function$;

COMMENT ON FUNCTION "intake"."newest"(jsonb, jsonb) IS 'Of two provenances, the greater stamp per group of fields.';

REVOKE ALL ON FUNCTION "intake"."newest"(jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."newest"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."newest"(jsonb, jsonb) TO "postgres";

-- intake/functions/next_look.sql

CREATE OR REPLACE FUNCTION intake.next_look (
  receipt     bigint,
  row_problem bigint
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  nothing_left constant bigint := 9223372036854775807;
begin
  return case when coalesce(receipt, row_problem) is not null then
    jsonb_build_object('receipt', coalesce(receipt, nothing_left), 'row_problem', coalesce(row_problem, nothing_left))
  end;
end
$function$;

COMMENT ON FUNCTION "intake"."next_look"(bigint, bigint) IS 'Where a look through what was received goes on; null when it is through.';

REVOKE ALL ON FUNCTION "intake"."next_look"(bigint, bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."next_look"(bigint, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."next_look"(bigint, bigint) TO "postgres";

-- intake/functions/part_with_address.sql

CREATE OR REPLACE FUNCTION intake.part_with_address()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if old.campaign_status in ('unsubscribed', 'do_not_contact') then
    insert into intake.parted_addresses (broker_id, email_hash)
    values (old.broker_id, old.email_hash)
    on conflict on constraint parted_addresses_pkey do nothing;
  end if;
  delete from intake.consent_tokens t where t.lead_id = old.id and t.purpose = 'consent' and t.redeemed_at is null;
  return null;
end
$function$;

COMMENT ON FUNCTION "intake"."part_with_address"() IS 'Keeps what the person of a lead''s former address has said theirs.';

REVOKE ALL ON FUNCTION "intake"."part_with_address"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."part_with_address"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."part_with_address"() TO "postgres";

-- intake/functions/people_of_leads.sql

CREATE OR REPLACE FUNCTION intake.people_of_leads (
  lead_ids bigint[]
)
  RETURNS TABLE (
    lead_id     bigint,
    contact_id  bigint,
    is_by_email boolean
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return query
    select found.lead_id, found.contact_id, bool_or(found.is_by_email)
    from (
      select l.id as lead_id, i.contact_id, true as is_by_email
      from public.leads l
      join public.contact_identities i on i.scope = 'email' and i.value = lower(l.email)
      where l.id = any (lead_ids)
      union all
      select l.id, i.contact_id, true
      from public.leads l
      join public.contact_identities i on i.scope = 'email' and i.value = lower(intake.address_of(l))
      where l.id = any (lead_ids) and l.email_encrypted is not null
      union all
      select l.id, i.contact_id, false
      from public.leads l
      join public.contact_identities i on i.scope in ('vapi:phone', 'twilio:number') and i.value = l.phone
      where l.id = any (lead_ids)
    ) as found
    group by found.lead_id, found.contact_id;
end
$function$;

COMMENT ON FUNCTION "intake"."people_of_leads"(bigint[]) IS 'Who each of these leads is: the contacts of its address and of its telephone number.';

REVOKE ALL ON FUNCTION "intake"."people_of_leads"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."people_of_leads"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."people_of_leads"(bigint[]) TO "postgres";

-- intake/functions/promote_lines.sql

CREATE OR REPLACE FUNCTION intake.promote_lines (
  staging   uuid,
  broker_id bigint,
  upload    uuid,
  lines     integer[],
  OUT       done intake.promotion,
  OUT       rest integer[],
  OUT       last_lead bigint,
  OUT       refusal text
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  started constant timestamptz := clock_timestamp();
  erased_by_key constant text := case
    when exists (select from intake.erased_keys) then intake.secret('email_hash_key')
  end;
  size integer := cardinality(lines);
  turn integer[];
  outcome record;
  attempt integer := 0;
  unsettled bigint[] := '{}';
begin
  done := (0, 0, 0, 0, 0);
  rest := lines;
  while rest <> '{}' and clock_timestamp() < started + interval '2.5 seconds' loop
    turn := rest[:size];
    begin
      outcome := intake.promote_rows(staging, broker_id, upload, turn, erased_by_key);
      rest := outcome.rest || rest[size + 1:];
      done := (
        done.leads_new + (outcome.done).leads_new, done.leads_changed + (outcome.done).leads_changed,
        done.leads_unchanged + (outcome.done).leads_unchanged, done.conflicts + (outcome.done).conflicts,
        done.refused + (outcome.done).refused
      );
      unsettled := unsettled || outcome.unsettled;
      last_lead := outcome.last_lead;
      refusal := case when (outcome.done).refused > 0 then 'erased' end;
      attempt := 0;
      -- Where most rows had to wait for an earlier one, looking at fewer of them at a time is less in vain.
      size := 4 * greatest(1, cardinality(turn) - cardinality(outcome.rest));
    exception
      -- Somebody who doesn't take turns was faster or in the way: match again, and see what they have written.
      when unique_violation or deadlock_detected or serialization_failure then
        attempt := attempt + 1;
        if attempt = 3 then
          raise;
        end if;
      when integrity_constraint_violation or data_exception then
        if cardinality(turn) > 1 then
          -- One of them is to blame. Half of them at a time finds it.
          size := (cardinality(turn) + 1) / 2;
        else
          insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
          select u.id, u.broker_id, turn[1], 'not-storable', 'refused' from public.lead_uploads u where u.id = upload
          on conflict on constraint lead_row_problems_once do nothing;
          delete from intake.leads_staging s where s.upload_id = staging and s.line = turn[1];
          done.refused := done.refused + 1;
          refusal := 'not-storable';
          rest := rest[2:];
          size := 4;
        end if;
    end;
  end loop;
  -- Last, because what webhooks say of leads waits from here on.
  if unsettled <> '{}' then
    perform intake.settle_leads(unsettled);
  end if;
end
$function$;

COMMENT ON FUNCTION "intake"."promote_lines"(uuid, bigint, uuid, integer[]) IS 'Promotes staged rows, in the order of their lines, for some seconds at most.';

REVOKE ALL ON FUNCTION "intake"."promote_lines"(uuid, bigint, uuid, integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."promote_lines"(uuid, bigint, uuid, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."promote_lines"(uuid, bigint, uuid, integer[]) TO "postgres";

-- intake/functions/promote_rows.sql

CREATE OR REPLACE FUNCTION intake.promote_rows (
  staging       uuid,
  broker_id     bigint,
  upload        uuid,
  lines         integer[],
  erased_by_key text,
  OUT           done intake.promotion,
  OUT           rest integer[],
  OUT           unsettled bigint[],
  OUT           last_lead bigint
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
declare
  fresh integer[];
  known integer[];
  known_leads bigint[];
  conflicts intake.staged_match[];
  erased integer[];
  added bigint[];
  merged bigint[];
  verified_added bigint[];
  verified_merged bigint[];
  consented_added bigint[];
  consented_merged bigint[];
  otherwise bigint[];
begin
  select
    array_agg(m.line order by m.line) filter (where m.fate = 'new'),
    array_agg(m.line order by m.line) filter (where m.fate = 'known'),
    array_agg(m.lead_id order by m.line) filter (where m.fate = 'known'),
    array_agg(m) filter (where m.fate in ('several-leads', 'other-property')),
    array_agg(m.line) filter (where m.fate = 'erased'),
    coalesce(array_agg(m.line order by m.line) filter (where m.fate = 'later'), '{}'),
    max(m.lead_id)
  into fresh, known, known_leads, conflicts, erased, rest, last_lead
  from intake.match_staged_leads(staging, broker_id, lines, erased_by_key) m;

  if fresh is not null then
    select array_agg(a.id), array_agg(a.id) filter (where a.email_verified or a.phone_verified), array_agg(a.id) filter (where a.consent),
      max(a.id)
    into added, verified_added, consented_added, last_lead
    from intake.add_leads(staging, broker_id, upload, fresh) a;
  end if;
  if known is not null then
    select array_agg(m.id), array_agg(m.id) filter (where m.is_newly_verified), array_agg(m.id) filter (where m.is_newly_consented),
      array_agg(m.id) filter (where m.is_reachable_otherwise)
    into merged, verified_merged, consented_merged, otherwise
    from intake.merge_leads(staging, known, known_leads) m;
  end if;
  if conflicts is not null then
    perform intake.keep_lead_conflicts(staging, broker_id, upload, conflicts);
    perform intake.record_lead_steps(
      'conflict', broker_id, array(select distinct l.id from unnest(conflicts) as c, unnest(c.lead_ids) as l (id)), upload
    );
  end if;
  if erased is not null then
    -- Without the row itself: it isn't ours to keep.
    insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
    select u.id, u.broker_id, e.line, 'erased', 'refused'
    from unnest(erased) as e (line)
    join public.lead_uploads u on u.id = upload
    on conflict on constraint lead_row_problems_once do nothing;
  end if;

  delete from intake.leads_staging s
  where s.upload_id = staging and s.line = any (fresh || known || erased || array(select c.line from unnest(conflicts) as c));

  if added is not null then
    perform intake.record_first_steps(broker_id, upload, added, verified_added, consented_added);
  end if;
  perform intake.record_lead_steps('merged', broker_id, merged, upload);
  perform intake.record_lead_steps('verified', broker_id, verified_merged, upload);
  perform intake.record_lead_steps('consented', broker_id, consented_merged, upload);

  done := (
    coalesce(cardinality(added), 0), coalesce(cardinality(merged), 0),
    coalesce(cardinality(known), 0) - coalesce(cardinality(merged), 0), coalesce(cardinality(conflicts), 0),
    coalesce(cardinality(erased), 0)
  );
  unsettled := coalesce(added || otherwise, '{}');
end
$function$;

COMMENT ON FUNCTION "intake"."promote_rows"(uuid, bigint, uuid, integer[], text) IS 'Promotes those of the staged rows that have nothing in common with each other, and takes them out of staging.';

REVOKE ALL ON FUNCTION "intake"."promote_rows"(uuid, bigint, uuid, integer[], text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."promote_rows"(uuid, bigint, uuid, integer[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."promote_rows"(uuid, bigint, uuid, integer[], text) TO "postgres";

-- intake/functions/queue_campaign_leads.sql

CREATE OR REPLACE FUNCTION intake.queue_campaign_leads (
  campaign bigint,
  batch    integer,
  at       timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_bitmapscan TO 'off'
  AS $function$
declare
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  today date;
  room integer;
  queued bigint[];
begin
  -- One at a time for a broker, so that two of its campaigns never reach for the same person.
  perform from public.brokers b where b.id = broker for no key update;
  today := intake.feeding_day(broker, at);
  if today is null
    or not (select c.relispopulated from pg_catalog.pg_class c where c.oid = 'public.mv_contactable_leads'::regclass)
  then
    return '{"queued": 0}';
  end if;

  -- In one statement, because a lead that is being claimed moves from one number to the other.
  select
    c.daily_limit
      - coalesce((select d.used from intake.campaign_days d where d.campaign_id = c.id and d.day = today), 0)
      - (
        select count(*) from intake.campaign_outbox o
        where o.campaign_id = c.id and o.status = 'waiting' and o.day is distinct from today
      )
  into room
  from public.campaigns c
  where c.id = campaign and c.status = 'active';

  with candidates as (
    select l.id, l.email_hash
    from public.mv_contactable_leads m
    join public.leads l on l.id = m.lead_id
    where m.broker_id = broker
      and l.broker_id = broker and l.campaign_status = 'new' and intake.may_be_written_to(l)
      and not exists (
        select from public.leads o
        where o.broker_id = broker and o.email_hash = l.email_hash and o.campaign_status <> 'new'
      )
      and not exists (
        select from intake.campaign_outbox o where o.broker_id = broker and o.person = l.email_hash
      )
      and not exists (
        select from intake.campaign_outbox o where o.campaign_id = campaign and o.lead_id = l.id
      )
    order by m.score desc, m.created_at, m.lead_id
    limit greatest(0, least(coalesce(room, 0), batch))
    for update of l skip locked
  ),
  taken as (
    insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, person, queued_at, next_attempt_at)
    select campaign, broker, c.id, c.email_hash, at, at from candidates c
    on conflict do nothing
    returning lead_id
  ),
  marked as (
    update public.leads l set campaign_status = 'queued', updated_at = now() from taken t where l.id = t.lead_id
    returning l.id
  )
  select array_agg(m.id) into queued from marked m;

  if queued is not null then
    perform intake.record_lead_steps('queued', broker, queued, null, campaign);
  end if;
  return jsonb_build_object('queued', coalesce(cardinality(queued), 0));
end
$function$;

COMMENT ON FUNCTION "intake"."queue_campaign_leads"(bigint, integer, timestamp
  with time zone) IS 'Takes contactable leads for a campaign into its outbox, as many as the day has room for.';

REVOKE ALL ON FUNCTION "intake"."queue_campaign_leads"(bigint, integer, timestamp with time zone) FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."queue_campaign_leads"(bigint, integer, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."queue_campaign_leads"(bigint, integer, timestamp with time zone)
  TO "postgres";

-- intake/functions/rate_limit_of.sql

CREATE OR REPLACE FUNCTION intake.rate_limit_of (
  source text
)
  RETURNS intake.rate_limits
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  held intake.rate_limits;
begin
  select l.* into held
  from intake.rate_limits l
  where l.source in (rate_limit_of.source, split_part(rate_limit_of.source, '/', 1), '*')
  order by l.source = '*', length(l.source) desc
  limit 1;
  if not found then
    held.capacity := 60;
    held.refill_per_minute := 60;
  end if;
  held.capacity := held.capacity + coalesce((
    select sum(g.extra_capacity)
    from intake.rate_limit_grants g
    where g.source in (rate_limit_of.source, split_part(rate_limit_of.source, '/', 1)) and g.expires_at > now()
  ), 0);
  held.source := rate_limit_of.source;
  return held;
end
$function$;

COMMENT ON FUNCTION "intake"."rate_limit_of"(text) IS 'The limit that holds for a source now, burst grants added; 60 at once and 60 a minute where no row says.';

REVOKE ALL ON FUNCTION "intake"."rate_limit_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."rate_limit_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."rate_limit_of"(text) TO "postgres";

-- intake/functions/receipts_mentioning.sql

CREATE OR REPLACE FUNCTION intake.receipts_mentioning (
  marks    text[],
  after    bigint,
  patience interval,
  OUT      theirs bigint[],
  OUT      looked_until bigint
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  started constant timestamptz := clock_timestamp();
  page record;
begin
  theirs := '{}';
  looked_until := after;
  loop
    select max(p.id) as last, array_agg(p.id) filter (where p.is_theirs) as ids into page
    from (
      select e.id, intake.mentions(e.payload, marks) or intake.mentions(e.changes, marks) as is_theirs
      from intake.webhook_events e
      where e.id > looked_until
      order by e.id
      limit 500
    ) as p;
    looked_until := page.last;
    theirs := theirs || coalesce(page.ids, '{}');
    exit when looked_until is null or clock_timestamp() > started + patience;
  end loop;
end
$function$;

COMMENT ON FUNCTION "intake"."receipts_mentioning"(text[], bigint, interval) IS 'The receipts that speak of a person, looked for page by page.';

REVOKE ALL ON FUNCTION "intake"."receipts_mentioning"(text[], bigint, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."receipts_mentioning"(text[], bigint, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."receipts_mentioning"(text[], bigint, interval) TO "postgres";

-- intake/functions/record_first_steps.sql

CREATE OR REPLACE FUNCTION intake.record_first_steps (
  broker_id bigint,
  upload_id uuid,
  added     bigint[],
  verified  bigint[],
  consented bigint[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  insert into public.pipeline_events (stage, broker_id, lead_id, upload_id)
  select made.stage, record_first_steps.broker_id, made.lead_id, record_first_steps.upload_id
  from (
    select 'upserted' as stage, unnest(added) as lead_id
    union all
    select 'verified', unnest(verified)
    union all
    select 'consented', unnest(consented)
  ) as made;
  perform intake.add_up_steps(record_first_steps.broker_id, array(
    select (made.stage, null, record_first_steps.upload_id, null, made.steps, null)::intake.step_sum
    from (values
      ('upserted', cardinality(added)), ('verified', cardinality(verified)), ('consented', cardinality(consented))
    ) as made (stage, steps)
    where made.steps > 0
  ));
end
$function$;

COMMENT ON FUNCTION "intake"."record_first_steps"(bigint, uuid, bigint[], bigint[], bigint[]) IS
  'Notes what new leads have come to: upserted, and verified and consented where they are.';

REVOKE ALL ON FUNCTION "intake"."record_first_steps"(bigint, uuid, bigint[], bigint[], bigint[]) FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."record_first_steps"(bigint, uuid, bigint[], bigint[], bigint[])
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."record_first_steps"(bigint, uuid, bigint[], bigint[], bigint[])
  TO "postgres";

-- intake/functions/record_lead_steps.sql

CREATE OR REPLACE FUNCTION intake.record_lead_steps (
  stage        text,
  broker_id    bigint,
  lead_ids     bigint[],
  upload_id    uuid      DEFAULT NULL::uuid,
  campaign_id  bigint    DEFAULT NULL::bigint,
  milliseconds integer[] DEFAULT NULL::integer[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  sums intake.step_sum[];
begin
  if coalesce(cardinality(lead_ids), 0) = 0 then
    if stage not in ('received', 'staged', 'promoted') then
      return;
    end if;
    lead_ids := array[null::bigint];
  end if;

  with noted as (
    insert into public.pipeline_events as e (stage, broker_id, contact_id, lead_id, upload_id, campaign_id, milliseconds)
    select record_lead_steps.stage, record_lead_steps.broker_id, l.contact_id, made.lead_id,
      coalesce(record_lead_steps.upload_id, l.upload_id), coalesce(record_lead_steps.campaign_id, l.campaign_id), made.milliseconds
    from unnest(lead_ids, record_lead_steps.milliseconds) as made (lead_id, milliseconds)
    left join public.leads l on l.id = made.lead_id
    returning e.upload_id, e.campaign_id, e.milliseconds
  )
  select array_agg((record_lead_steps.stage, s.*)::intake.step_sum) into sums
  from (
    select n.campaign_id, n.upload_id, b.bucket, count(*), sum(n.milliseconds)
    from noted n
    cross join lateral (
      select case when n.milliseconds > 0 then floor(2 * log(2, n.milliseconds))::smallint + 1 when n.milliseconds = 0 then 0 end as bucket
    ) as b
    group by n.campaign_id, n.upload_id, b.bucket
  ) as s;
  perform intake.add_up_steps(record_lead_steps.broker_id, sums);
end
$function$;

COMMENT ON FUNCTION "intake"."record_lead_steps"(text, bigint, bigint[], uuid, bigint, integer[]) IS
  'Notes one step of several leads, or of an upload itself, in the audit trail and in its sums.';

REVOKE ALL
  ON FUNCTION "intake"."record_lead_steps"(text, bigint, bigint[], uuid, bigint, integer[])
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."record_lead_steps"(text, bigint, bigint[], uuid, bigint, integer[])
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."record_lead_steps"(text, bigint, bigint[], uuid, bigint, integer[])
  TO "postgres";

-- intake/functions/refresh_contactable_view.sql

CREATE OR REPLACE FUNCTION intake.refresh_contactable_view()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if (select c.relispopulated from pg_catalog.pg_class c where c.oid = 'public.mv_contactable_leads'::regclass) then
    refresh materialized view concurrently public.mv_contactable_leads;
  else
    refresh materialized view public.mv_contactable_leads;
  end if;
end
$function$;

COMMENT ON FUNCTION "intake"."refresh_contactable_view"() IS 'Brings mv_contactable_leads up to date.';

REVOKE ALL ON FUNCTION "intake"."refresh_contactable_view"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."refresh_contactable_view"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."refresh_contactable_view"() TO "postgres";

-- intake/functions/revive_campaign_leads.sql

CREATE OR REPLACE FUNCTION intake.revive_campaign_leads (
  campaign bigint
)
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with revived as (
    update intake.campaign_outbox o
    set status = 'waiting', attempts = 1, next_attempt_at = now()
    where o.campaign_id = campaign and o.status = 'dead' and o.person is not null and o.reason is distinct from 'NOT_CONTACTABLE'
    returning o.id
  )
  select count(*) from revived
$function$;

COMMENT ON FUNCTION "intake"."revive_campaign_leads"(bigint) IS 'Lets a campaign''s given-up leads be tried again; how many there are.';

REVOKE ALL ON FUNCTION "intake"."revive_campaign_leads"(bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."revive_campaign_leads"(bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."revive_campaign_leads"(bigint) TO "postgres";

-- intake/functions/row_problems_mentioning.sql

CREATE OR REPLACE FUNCTION intake.row_problems_mentioning (
  marks    text[],
  after    bigint,
  patience interval,
  numbers  text[]              DEFAULT '{}'::text[],
  OUT      theirs bigint[],
  OUT      looked_until bigint
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  started constant timestamptz := clock_timestamp();
  page record;
begin
  theirs := '{}';
  looked_until := after;
  loop
    select max(p.id) as last, array_agg(p.id) filter (where p.is_theirs) as ids into page
    from (
      select r.id, r.source is not null and (intake.mentions(sent.source, marks) or exists (
        select from unnest(numbers) as n (number) where position(n.number in sent.digits) > 0
      )) as is_theirs
      from public.lead_row_problems r
      cross join lateral (select intake.sent_row(r.source) as source offset 0) as found
      cross join lateral (
        select found.source, regexp_replace(found.source::text, '[^0-9]', '', 'g') as digits offset 0
      ) as sent
      where r.id > looked_until
      order by r.id
      limit 500
    ) as p;
    looked_until := page.last;
    theirs := theirs || coalesce(page.ids, '{}');
    exit when looked_until is null or clock_timestamp() > started + patience;
  end loop;
end
$function$;

COMMENT ON FUNCTION "intake"."row_problems_mentioning"(text[], bigint, interval, text[]) IS
  'The rows with problems that speak of a person, looked for page by page.';

REVOKE ALL ON FUNCTION "intake"."row_problems_mentioning"(text[], bigint, interval, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."row_problems_mentioning"(text[], bigint, interval, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."row_problems_mentioning"(text[], bigint, interval, text[]) TO "postgres";

-- intake/functions/rows_of.sql

CREATE OR REPLACE FUNCTION intake.rows_of (
  changes  jsonb,
  provider text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  contacts constant bigint[] := array(
    select i.contact_id
    from jsonb_array_elements(changes) as change
    cross join lateral (
      select 'email' as scope, lower(change ->> 'email') as value
      union all
      select n ->> 'scope', n ->> 'value' from jsonb_array_elements(change -> 'identities') as n
    ) as named
    join public.contact_identities i on i.scope = named.scope and i.value = named.value
    where change ->> 'kind' = 'contact'
  );
  -- By their address, too: whose contact they are may not be known yet.
  leads constant bigint[] := array(
    select l.id from public.leads l where l.contact_id = any (contacts)
    union
    select intake.leads_of_addresses(array(
      select change ->> 'email' from jsonb_array_elements(changes) as change where change ->> 'kind' = 'contact' and change ? 'email'
    ))
  );
  payments constant text[] := array(
    select named.id
    from jsonb_array_elements(changes) as change
    cross join lateral (
      select change ->> 'external_id' as id
      union all
      select a.value from jsonb_array_elements_text(change -> 'also_known_as') as a
    ) as named
    where change ->> 'kind' = 'transaction'
  );
begin
  return jsonb_build_object(
    'contacts', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]') from public.contacts c where c.id = any (contacts)
    ),
    'leads', (
      select coalesce(jsonb_agg(to_jsonb(l) - '{email_encrypted,email_hash,address_hash,melissa_payload}'::text[] order by l.id), '[]')
      from public.leads l
      where l.id = any (leads)
    ),
    'products', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]')
      from public.products p
      where p.provider = rows_of.provider and p.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'product'
      )
    ),
    'transactions', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.id), '[]')
      from public.transactions t
      where t.provider = rows_of.provider and t.external_id in (
        select unnest(payments)
        union all
        select a.external_id
        from intake.transaction_aliases a
        where a.provider = rows_of.provider and a.alias = any (payments)
      )
    ),
    'subscriptions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.id), '[]')
      from public.subscriptions s
      where s.provider = rows_of.provider and s.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'subscription'
      )
    ),
    'registrations', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]')
      from public.registrations r
      where r.provider = rows_of.provider and r.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'registration'
      )
    ),
    'engagements', (
      select coalesce(jsonb_agg(to_jsonb(g) order by g.id), '[]')
      from public.engagements g
      where g.provider = rows_of.provider and g.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'engagement'
      )
    ),
    'contact_tags', (
      select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('name', t.name) order by a.contact_id, t.name), '[]')
      from public.tags t
      join public.contact_tags a on a.tag_id = t.id
      where a.contact_id = any (contacts) and t.name in (
        select c ->> 'name' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'tag'
      )
    )
  );
end
$function$;

COMMENT ON FUNCTION "intake"."rows_of"(jsonb, text) IS 'The business rows that the changes of one event are about, as they are now.';

REVOKE ALL ON FUNCTION "intake"."rows_of"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."rows_of"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."rows_of"(jsonb, text) TO "postgres";

-- intake/functions/secret.sql

CREATE OR REPLACE FUNCTION intake.secret (
  name text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  value constant text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = secret.name);
begin
  if value is null then
    raise exception using errcode = 'SL020', message = 'a secret is missing in Vault', detail = secret.name;
  end if;
  return value;
end
$function$;

COMMENT ON FUNCTION "intake"."secret"(text) IS 'A secret of Vault''s; raises SL020 where there is none of that name.';

REVOKE ALL ON FUNCTION "intake"."secret"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."secret"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."secret"(text) TO "postgres";

-- intake/functions/sent_row.sql

CREATE OR REPLACE FUNCTION intake.sent_row (
  source jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if source ? 'encrypted' and (select count(*) from jsonb_object_keys(source)) = 1 then
    return public.decrypt_email(source ->> 'encrypted')::jsonb;
  end if;
  return source;
end
$function$;

COMMENT ON FUNCTION "intake"."sent_row"(jsonb) IS 'The row as it was sent, of a row with problems.';

REVOKE ALL ON FUNCTION "intake"."sent_row"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."sent_row"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."sent_row"(jsonb) TO "postgres";

-- intake/functions/set_added_to_campaign_at.sql

CREATE OR REPLACE FUNCTION intake.set_added_to_campaign_at()
  RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.added_to_campaign_at := case when new.campaign_id is not null then now() end;
  return new;
end
$function$;

COMMENT ON FUNCTION "intake"."set_added_to_campaign_at"() IS 'Remembers when a lead entered its campaign.';

REVOKE ALL ON FUNCTION "intake"."set_added_to_campaign_at"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."set_added_to_campaign_at"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."set_added_to_campaign_at"() TO "postgres";

-- intake/functions/settle_campaign_leads.sql

CREATE OR REPLACE FUNCTION intake.settle_campaign_leads (
  campaign      bigint,
  outcomes      jsonb,
  pause_seconds integer,
  gone          boolean,
  at            timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  keys constant uuid[] := array(select (e ->> 'key')::uuid from jsonb_array_elements(outcomes) as e);
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  taken bigint[];
  waited integer[];
  failed bigint[];
  last_code text;
  pause constant interval := least(greatest(coalesce(pause_seconds, 0), 0), 86400) * interval '1 second';
begin
  -- Before anything else is held, because events hold it before they hold leads.
  if outcomes @? '$[*] ? (@.result == "taken")' then
    perform pg_advisory_xact_lock(intake.lead_settling_lock());
  end if;
  -- Leads before what is on its way of them, as whoever changes a lead does.
  perform from public.leads l
  where l.id in (select o.lead_id from intake.campaign_outbox o where o.key = any (keys) and o.campaign_id = campaign)
  order by l.id
  for no key update;
  perform from intake.campaign_outbox o
  where o.key = any (keys) and o.campaign_id = campaign
  order by o.id
  for update;

  with fed as (
    update intake.campaign_outbox o
    set status = 'fed', fed_at = at, in_flight = false, reason = null
    from jsonb_array_elements(outcomes) as e
    where o.key = (e ->> 'key')::uuid and o.campaign_id = campaign and e ->> 'result' = 'taken' and o.status <> 'fed'
    returning o.lead_id, o.queued_at
  ),
  entered as (
    -- What a reply or a person has made of it meanwhile is further, and stays.
    update public.leads l
    set
      campaign_id = campaign,
      campaign_status = case when l.campaign_status in ('new', 'queued') then 'active' else l.campaign_status end,
      updated_at = now()
    from fed f
    where l.id = f.lead_id
  )
  select
    array_agg(f.lead_id order by f.lead_id),
    array_agg(least(extract(epoch from at - f.queued_at) * 1000, 2147483647)::integer order by f.lead_id)
  into taken, waited
  from fed f;
  if taken is not null then
    perform intake.record_lead_steps('fed', broker, taken, null, campaign, waited);
  end if;

  with others as (
    select o.id, o.day, o.attempts, o.is_uncertain, e ->> 'result' as result, e ->> 'code' as code
    from intake.campaign_outbox o
    join jsonb_array_elements(outcomes) as e on (e ->> 'key')::uuid = o.key
    where o.campaign_id = campaign and o.status = 'waiting' and o.in_flight and o.attempts = (e ->> 'attempt')::integer
      and e ->> 'result' in ('unknown', 'later', 'refused', 'unsent')
  ),
  settled as (
    update intake.campaign_outbox o
    set
      in_flight = false,
      status = case
        when t.result = 'refused' or t.result <> 'unsent' and t.attempts >= intake.most_attempts() then 'dead'
        else 'waiting'
      end,
      attempts = t.attempts - (t.result = 'unsent')::integer,
      is_uncertain = t.is_uncertain or t.result = 'unknown',
      day = case when t.is_uncertain or t.result = 'unknown' then t.day end,
      reason = coalesce(t.code, o.reason),
      next_attempt_at = case
        when t.result = 'unsent' then at
        else at + greatest(intake.backoff(t.attempts), pause)
      end
    from others t
    where o.id = t.id
    returning o.lead_id, o.status, t.result, t.code, case when o.day is null then t.day end as released
  ),
  given_back as (
    update intake.campaign_days d
    set used = d.used - r.places
    from (select s.released, count(*) as places from settled s where s.released is not null group by s.released) as r
    where d.campaign_id = campaign and d.day = r.released
  )
  select array_agg(s.lead_id) filter (where s.status = 'dead'), max(s.code) filter (where s.result <> 'unsent')
  into failed, last_code
  from settled s;
  if failed is not null then
    perform intake.record_lead_steps('feed_failed', broker, failed, null, campaign);
  end if;

  -- As long as it takes something, it isn't the tool that is at fault.
  if taken is not null then
    update intake.campaign_tools t set failures = 0, resume_at = null where t.campaign_id = campaign and t.failures > 0;
  elsif last_code is not null then
    insert into intake.campaign_tools as t (campaign_id, failures, last_error, last_failed_at, resume_at)
    values (campaign, 1, last_code, at, at + intake.backoff(1))
    on conflict on constraint campaign_tools_pkey do update set
      failures = t.failures + 1,
      last_error = excluded.last_error,
      last_failed_at = excluded.last_failed_at,
      resume_at = at + intake.backoff(t.failures + 1);
  end if;
  if pause > interval '0' then
    insert into intake.campaign_tools as t (campaign_id, last_error, last_failed_at, resume_at)
    values (campaign, last_code, at, at + pause)
    on conflict on constraint campaign_tools_pkey do update set resume_at = greatest(t.resume_at, excluded.resume_at);
  end if;
  if gone then
    update public.campaigns c set status = 'paused', updated_at = now() where c.id = campaign and c.status = 'active';
  end if;

  -- An answer to the campaign can have come before we knew that the lead was in it.
  if taken is not null then
    perform intake.settle_leads(taken);
  end if;

  return (
    select jsonb_build_object(
      'fed', count(*) filter (where o.status = 'fed'),
      'waiting', count(*) filter (where o.status = 'waiting'),
      'dead', count(*) filter (where o.status = 'dead')
    )
    from intake.campaign_outbox o
    where o.key = any (keys) and o.campaign_id = campaign
  );
end
$function$;

COMMENT ON FUNCTION "intake"."settle_campaign_leads"(bigint, jsonb, integer, boolean, timestamp
  with time zone) IS 'Notes what came of claimed leads.';

REVOKE ALL
  ON FUNCTION "intake"."settle_campaign_leads"(bigint, jsonb, integer, boolean, timestamp with time zone)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "intake"."settle_campaign_leads"(bigint, jsonb, integer, boolean, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."settle_campaign_leads"(bigint, jsonb, integer, boolean, timestamp with time zone)
  TO "postgres";

-- intake/functions/settle_leads_of_contact.sql

CREATE OR REPLACE FUNCTION intake.settle_leads_of_contact (
  contact_id bigint
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  known bigint[];
begin
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  select array_agg(found.id) into known
  from (
    select l.id
    from intake.leads_of_addresses(array(
      select i.value from public.contact_identities i where i.contact_id = settle_leads_of_contact.contact_id and i.scope = 'email'
    )) as l (id)
    union
    select l.id
    from public.contact_identities i
    join public.leads l on l.phone = i.value
    where i.contact_id = settle_leads_of_contact.contact_id and i.scope in ('vapi:phone', 'twilio:number')
  ) as found;
  if known is not null then
    perform intake.derive_leads(known);
  end if;
end
$function$;

COMMENT ON FUNCTION "intake"."settle_leads_of_contact"(bigint) IS 'Passes on to the leads of a contact what has just been said of it.';

REVOKE ALL ON FUNCTION "intake"."settle_leads_of_contact"(bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."settle_leads_of_contact"(bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."settle_leads_of_contact"(bigint) TO "postgres";

-- intake/functions/settle_leads.sql

CREATE OR REPLACE FUNCTION intake.settle_leads (
  lead_ids bigint[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  known bigint[];
begin
  perform pg_advisory_xact_lock(intake.lead_settling_lock());

  select array_agg(distinct p.lead_id) into known from intake.people_of_leads(lead_ids) p;
  if known is null then
    return;
  end if;

  -- Held, so that a contact isn't joined with another and gone before its leads refer to it.
  perform
  from public.contact_identities i
  where (i.scope, i.value) in (
    select 'email', lower(coalesce(l.email, intake.address_of(l))) from public.leads l where l.id = any (known)
    union all
    select scope, l.phone
    from public.leads l cross join unnest(array['vapi:phone', 'twilio:number']) as scope
    where l.id = any (known)
  )
  order by i.scope, i.value
  for share;
  perform intake.derive_leads(known);
end
$function$;

COMMENT ON FUNCTION "intake"."settle_leads"(bigint[]) IS 'Gives leads what is known already of the people whom they turn out to be.';

REVOKE ALL ON FUNCTION "intake"."settle_leads"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."settle_leads"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."settle_leads"(bigint[]) TO "postgres";

-- intake/functions/source.sql

CREATE OR REPLACE FUNCTION intake.source (
  provider text,
  endpoint text,
  event_id text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return provider || '/' || endpoint || '/' || event_id;
end
$function$;

COMMENT ON FUNCTION "intake"."source"(text, text, text) IS 'An event''s key in stamps.';

REVOKE ALL ON FUNCTION "intake"."source"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."source"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."source"(text, text, text) TO "postgres";

-- intake/functions/stage_rows.sql

CREATE OR REPLACE FUNCTION intake.stage_rows (
  upload     uuid,
  broker_id  bigint,
  rows       json,
  encrypts   boolean,
  hash_key   text,
  key_number integer,
  key        text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
begin
  with codes as (
    select m.provider,
      array_agg(m.code) filter (where m.what = 'email') as email,
      array_agg(m.code) filter (where m.what = 'email' and m.verdict = 'verified') as email_good,
      array_agg(m.code) filter (where m.what = 'email' and m.verdict = 'unverified') as email_bad,
      array_agg(m.code) filter (where m.what = 'phone') as phone,
      array_agg(m.code) filter (where m.what = 'phone' and m.verdict = 'verified') as phone_good,
      array_agg(m.code) filter (where m.what = 'phone' and m.verdict = 'unverified') as phone_bad
    from public.verification_code_map m
    group by m.provider
  ),
  sent as materialized (
    select r.line, r.lead, r.problems, r.source, coalesce(json_typeof(r.lead) = 'object', false) as is_kept
    from json_to_recordset(rows) as r (line integer, lead json, problems json, source json)
  ),
  stated as materialized (
    select s.line, l.*,
      -- As intake.address_hash() has it; a call per row would cost more than all the rest.
      encode(sha256(convert_to(upper(
        l.street || '|' || coalesce(ltrim(replace(replace(upper(' ' || l.unit), ' APT ', ' # '), ' UNIT ', ' # ')), '')
        || '|' || coalesce(left(l.postal_code, 5), l.city || '|' || l.state)
      ), 'UTF8')), 'hex') as address_hash,
      case when l.verification is not null then array(
        select jsonb_array_elements_text(l.verification -> 'codes')
      ) end as codes
    from sent s
    cross join lateral json_to_record(s.lead) as l (
      full_name text, given_name text, family_name text, email text, phone text, phone_sent text, street text, unit text, city text,
      state text, postal_code text, county text, property_type text, bedrooms numeric, bathrooms numeric, living_area_sqft integer,
      year_built integer, estimated_value_amount bigint, estimated_value_currency text, owner_occupied boolean, tags text[],
      mak text, apn text, apn_county text, email_verified boolean, phone_verified boolean, consent boolean, consent_at timestamptz,
      consent_source text, consent_text_version text, score integer, verification jsonb
    )
    where s.is_kept
  ),
  staged as (
    insert into intake.leads_staging (
      upload_id, line, full_name, given_name, family_name, email, email_encrypted, email_hash, phone, phone_sent, street, unit, city,
      state, postal_code, county, property_type, bedrooms, bathrooms, living_area_sqft, year_built, estimated_value_amount,
      estimated_value_currency, owner_occupied, tags, mak, apn, apn_county, address_hash, email_verified, phone_verified,
      email_verification_codes, phone_verification_codes, melissa_payload, consent, consent_at, consent_source, consent_text_version,
      score
    )
    select upload, s.line, s.full_name, s.given_name, s.family_name,
      case when not encrypts then s.email end,
      intake.encrypt_with(s.email, key_number, key),
      encode(extensions.hmac(lower(s.email), hash_key, 'sha256'), 'hex'),
      s.phone, s.phone_sent, s.street, s.unit, s.city, s.state, s.postal_code, s.county, s.property_type, s.bedrooms, s.bathrooms,
      s.living_area_sqft, s.year_built, s.estimated_value_amount, s.estimated_value_currency, s.owner_occupied,
      case when s.tags is not null then array(select distinct t.tag from unnest(s.tags) as t (tag) order by t.tag) end,
      s.mak, s.apn,
      s.apn_county, s.address_hash,
      case when s.codes && c.email_bad then false when s.codes && c.email_good then true else nullif(s.email_verified, false) end,
      case when s.codes && c.phone_bad then false when s.codes && c.phone_good then true else nullif(s.phone_verified, false) end,
      case when s.codes && c.email then array(
        select distinct u.code from unnest(s.codes) as u (code) where u.code = any (c.email) order by u.code
      ) end,
      case when s.codes && c.phone then array(
        select distinct u.code from unnest(s.codes) as u (code) where u.code = any (c.phone) order by u.code
      ) end,
      s.verification -> 'payload', s.consent, s.consent_at, s.consent_source, s.consent_text_version, s.score
    from stated s
    left join codes c on c.provider = s.verification ->> 'provider'
    where coalesce(s.mak, s.apn, s.address_hash) is not null
    on conflict on constraint leads_staging_pkey do nothing
  ),
  found as (
    select s.line, coalesce(p.problem ->> 'column', '') as column_name, p.problem ->> 'reason' as reason, s.is_kept, p.position
    from sent s
    cross join lateral json_array_elements(s.problems) with ordinality as p (problem, position)
    where json_typeof(s.problems) = 'array'
    union all
    -- Whoever reads files refuses these, and none may get through: it would be a new lead at every upload.
    select s.line, '', 'no-key', false, 0
    from stated s
    where coalesce(s.mak, s.apn, s.address_hash) is null
    union all
    select s.line, '', 'refused', false, 0
    from sent s
    where not s.is_kept and case when json_typeof(s.problems) = 'array' then json_array_length(s.problems) else 0 end = 0
  ),
  told as (
    select f.*, row_number() over lines = 1 as is_first, bool_and(f.is_kept) over (partition by f.line) as is_lead
    from found f
    window lines as (partition by f.line order by f.position)
  )
  insert into public.lead_row_problems (upload_id, broker_id, line, column_name, reason, outcome, source)
  select upload, stage_rows.broker_id, t.line, t.column_name, t.reason,
    case when t.is_lead then 'field-dropped' else 'refused' end,
    case
      when not t.is_first or s.source is null then null
      when encrypts then jsonb_build_object('encrypted', intake.encrypt_with(s.source::text, key_number, key))
      else s.source::jsonb
    end
  from told t
  join sent s on s.line = t.line
  where stage_rows.broker_id is not null
  order by t.line, t.position
  on conflict on constraint lead_row_problems_once do nothing;
end
$function$;

COMMENT ON FUNCTION "intake"."stage_rows"(uuid, bigint, json, boolean, text, integer, text) IS
  'Puts the leads of rows into staging, and keeps what was wrong with rows.';

REVOKE ALL ON FUNCTION "intake"."stage_rows"(uuid, bigint, json, boolean, text, integer, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."stage_rows"(uuid, bigint, json, boolean, text, integer, text) FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "intake"."stage_rows"(uuid, bigint, json, boolean, text, integer, text)
  TO "postgres";

-- intake/functions/stamp.sql

CREATE OR REPLACE FUNCTION intake.stamp (
  at     timestamp with time zone,
  rank   integer,
  source text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if stamp.at is null or stamp.at < '1970-01-01Z' or stamp.at >= '10000-01-01Z' then
    raise exception using errcode = '22008', message = 'the time of a statement is out of range', column = 'at';
  end if;
  return pg_catalog.to_char(stamp.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    || pg_catalog.to_char(coalesce(stamp.rank, 0), '" "FM00" "') || stamp.source;
end
$function$;

COMMENT ON FUNCTION "intake"."stamp"(timestamp with time zone, integer, text) IS 'The stamp of one statement: its instant, then its rank, then the event it came from.';

REVOKE ALL ON FUNCTION "intake"."stamp"(timestamp with time zone, integer, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."stamp"(timestamp with time zone, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."stamp"(timestamp with time zone, integer, text) TO "postgres";

-- intake/functions/sum_of_parts.sql

CREATE OR REPLACE FUNCTION intake.sum_of_parts (
  parts jsonb
)
  RETURNS bigint
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  if parts = '{}' then
    return 0;
  end if;
  return (select coalesce(sum(p.value::bigint), 0) from pg_catalog.jsonb_each_text(parts) p);
end
$function$;

COMMENT ON FUNCTION "intake"."sum_of_parts"(jsonb) IS 'What parts come to.';

REVOKE ALL ON FUNCTION "intake"."sum_of_parts"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."sum_of_parts"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."sum_of_parts"(jsonb) TO "postgres";

-- intake/functions/sum_receipt_hours.sql

CREATE OR REPLACE FUNCTION intake.sum_receipt_hours()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  summed_until constant timestamptz := (select max(h.hour) + interval '1 hour' from intake.receipt_hours h);
begin
  insert into intake.receipt_hours (hour, provider, count, first_received_at, last_received_at)
  select date_trunc('hour', e.received_at, 'UTC') as hour, e.provider, count(*), min(e.received_at), max(e.received_at)
  from intake.webhook_events e
  where e.received_at >= coalesce(summed_until, date_trunc('hour', now() - interval '14 days', 'UTC'))
    and e.received_at < date_trunc('hour', now() - interval '10 minutes', 'UTC')
  group by 1, 2
  on conflict on constraint receipt_hours_once do nothing;
  delete from intake.receipt_hours h where h.hour < now() - interval '15 days';
end
$function$;

COMMENT ON FUNCTION "intake"."sum_receipt_hours"() IS 'Sums the receipts of the hours that are over.';

REVOKE ALL ON FUNCTION "intake"."sum_receipt_hours"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."sum_receipt_hours"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."sum_receipt_hours"() TO "postgres";

-- intake/functions/try_changes.sql

CREATE OR REPLACE FUNCTION intake.try_changes (
  receipt  bigint,
  changes  jsonb,
  provider text,
  source   text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  contact_id bigint;
  code text;
  offended_constraint text;
  offended_column text;
begin
  for attempt in 1..3 loop
    begin
      contact_id := intake.apply_changes(changes, provider, source);
      insert into public.pipeline_events (stage, webhook_event_id, contact_id) values ('processed', receipt, contact_id);
      return null;
    exception when others then
      get stacked diagnostics
        code = returned_sqlstate, offended_constraint = constraint_name, offended_column = column_name;
      if left(code, 2) in ('53', '55', '57', '58', 'XX') or (left(code, 2) = '40' and attempt = 3) then
        raise;
      end if;
      if left(code, 2) <> '40' then
        exit;
      end if;
    end;
  end loop;
  return jsonb_build_object(
    'code', code, 'field', coalesce(nullif(offended_constraint, ''), nullif(offended_column, ''))
  );
end
$function$;

COMMENT ON FUNCTION "intake"."try_changes"(bigint, jsonb, text, text) IS 'Applies what a received event says; null when that worked, otherwise why nothing of it was applied.';

REVOKE ALL ON FUNCTION "intake"."try_changes"(bigint, jsonb, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."try_changes"(bigint, jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."try_changes"(bigint, jsonb, text, text) TO "postgres";

-- intake/functions/unsubscribe_lead.sql

CREATE OR REPLACE FUNCTION intake.unsubscribe_lead (
  lead_id bigint,
  source  text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  known record;
  leads bigint[];
  unsubscribed record;
begin
  -- First, as in intake.apply_changes.
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  -- By name, because an identity stays what it is when its contact is joined with another; by address, if there is the choice.
  select i.scope, i.value into known
  from public.leads l
  join public.contact_identities i on i.contact_id = l.contact_id
  where l.id = unsubscribe_lead.lead_id
  order by (i.scope = 'email' and i.value = lower(l.email)) is true desc, i.scope, i.value
  limit 1;
  if found then
    perform intake.settle_leads_of_contact(intake.apply_contact(
      jsonb_build_object(
        'kind', 'contact', 'at', now(), 'email_status', 'unsubscribed',
        'identities', jsonb_build_array(jsonb_build_object('scope', known.scope, 'value', known.value))
      ),
      source
    ));
  end if;

  select array_agg(same.id) into leads
  from (
    select unsubscribe_lead.lead_id as id
    union
    select l.id
    from public.leads asked
    cross join intake.leads_of_email_hashes(array[asked.email_hash]) as same (id)
    join public.leads l on l.id = same.id and l.broker_id = asked.broker_id
    where asked.id = unsubscribe_lead.lead_id
  ) as same;
  perform from public.leads l where l.id = any (leads) order by l.id for no key update;

  for unsubscribed in
    with written as (
      update public.leads l
      set campaign_status = 'unsubscribed', updated_at = now()
      where l.id = any (leads) and l.campaign_status not in ('unsubscribed', 'do_not_contact', 'closed')
    )
    select l.broker_id, array_agg(l.id order by l.id) as leads
    from public.leads l
    where l.id = any (leads)
      and not exists (select from public.pipeline_events e where e.lead_id = l.id and e.stage = 'unsubscribed')
    group by l.broker_id
  loop
    perform intake.record_lead_steps('unsubscribed', unsubscribed.broker_id, unsubscribed.leads);
  end loop;
end
$function$;

COMMENT ON FUNCTION "intake"."unsubscribe_lead"(bigint, text) IS 'Takes a lead out of everything that is sent to its person.';

REVOKE ALL ON FUNCTION "intake"."unsubscribe_lead"(bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."unsubscribe_lead"(bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."unsubscribe_lead"(bigint, text) TO "postgres";

-- intake/functions/update_contact.sql

CREATE OR REPLACE FUNCTION intake.update_contact (
  contact_id bigint,
  stated     public.contacts
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.contacts c
  set
    email = case when stated.provenance ->> 'email' > coalesce(c.provenance ->> 'email', '') collate "C"
      then stated.email else c.email end,
    full_name = case when stated.provenance ->> 'full_name' > coalesce(c.provenance ->> 'full_name', '') collate "C"
      then stated.full_name else c.full_name end,
    given_name = case when stated.provenance ->> 'given_name' > coalesce(c.provenance ->> 'given_name', '') collate "C"
      then stated.given_name else c.given_name end,
    family_name = case when stated.provenance ->> 'family_name' > coalesce(c.provenance ->> 'family_name', '') collate "C"
      then stated.family_name else c.family_name end,
    phone = case when stated.provenance ->> 'phone' > coalesce(c.provenance ->> 'phone', '') collate "C"
      then stated.phone else c.phone end,
    phone_sent = case when stated.provenance ->> 'phone' > coalesce(c.provenance ->> 'phone', '') collate "C"
      then stated.phone_sent else c.phone_sent end,
    email_status = case when stated.provenance ->> 'email_status' > coalesce(c.provenance ->> 'email_status', '') collate "C"
      then stated.email_status else c.email_status end,
    first_seen_at = least(c.first_seen_at, stated.first_seen_at),
    provenance = intake.newest(c.provenance, stated.provenance),
    updated_at = now()
  where c.id = update_contact.contact_id
    and (stated.first_seen_at < c.first_seen_at or intake.newest(c.provenance, stated.provenance) <> c.provenance);
end
$function$;

COMMENT ON FUNCTION "intake"."update_contact"(bigint, public.contacts) IS 'Writes what is newer in stated to a contact, group by group; nothing when nothing is.';

REVOKE ALL ON FUNCTION "intake"."update_contact"(bigint, public.contacts) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."update_contact"(bigint, public.contacts) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."update_contact"(bigint, public.contacts) TO "postgres";

-- intake/functions/upload_counts.sql

CREATE OR REPLACE FUNCTION intake.upload_counts (
  upload public.lead_uploads
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'rows_read', upload.rows_read, 'rows_refused', upload.rows_refused, 'leads_new', upload.leads_new,
    'leads_changed', upload.leads_changed, 'leads_unchanged', upload.leads_unchanged, 'conflicts', upload.conflicts
  );
end
$function$;

COMMENT ON FUNCTION "intake"."upload_counts"(public.lead_uploads) IS 'The counts of an upload, as its sender is told.';

REVOKE ALL ON FUNCTION "intake"."upload_counts"(public.lead_uploads) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."upload_counts"(public.lead_uploads) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."upload_counts"(public.lead_uploads) TO "postgres";

-- intake/functions/use_nonce.sql

CREATE OR REPLACE FUNCTION intake.use_nonce (
  provider text,
  endpoint text,
  nonce    text,
  event_id text,
  seconds  integer
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  used_by text;
begin
  insert into intake.webhook_nonces as n (provider, endpoint, nonce, event_id, expires_at)
  values (
    use_nonce.provider, use_nonce.endpoint, use_nonce.nonce, use_nonce.event_id,
    now() + make_interval(secs => coalesce(use_nonce.seconds, 900))
  )
  on conflict on constraint webhook_nonces_pkey do update set expires_at = n.expires_at
  returning n.event_id into used_by;
  return used_by = use_nonce.event_id;
end
$function$;

COMMENT ON FUNCTION "intake"."use_nonce"(text, text, text, text, integer) IS 'Uses a one-time value up for an event; false when another event used it.';

REVOKE ALL ON FUNCTION "intake"."use_nonce"(text, text, text, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."use_nonce"(text, text, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."use_nonce"(text, text, text, text, integer) TO "postgres";

-- intake/functions/write_transaction.sql

CREATE OR REPLACE FUNCTION intake.write_transaction (
  statement public.transactions
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  insert into public.transactions as t (
    provider, external_id, contact_id, product_id, amount, currency, payment_status, refunded_amount, refund_parts,
    subscription_external_id, description, occurred_at, confirmed, provenance
  )
  values (
    statement.provider, statement.external_id, statement.contact_id, statement.product_id, statement.amount,
    statement.currency, statement.payment_status,
    greatest(statement.refunded_amount, intake.sum_of_parts(statement.refund_parts)), statement.refund_parts,
    statement.subscription_external_id, statement.description, statement.occurred_at, statement.confirmed,
    statement.provenance
  )
  on conflict on constraint transactions_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(t.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else t.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(t.provenance ->> 'product', '') collate "C"
      then excluded.product_id else t.product_id end,
    amount = case when excluded.provenance ->> 'amount' > coalesce(t.provenance ->> 'amount', '') collate "C"
      then excluded.amount else t.amount end,
    currency = case when excluded.provenance ->> 'amount' > coalesce(t.provenance ->> 'amount', '') collate "C"
      then excluded.currency else t.currency end,
    payment_status = case
      when excluded.provenance ->> 'payment_status' > coalesce(t.provenance ->> 'payment_status', '') collate "C"
      then excluded.payment_status else t.payment_status end,
    subscription_external_id = case
      when excluded.provenance ->> 'subscription' > coalesce(t.provenance ->> 'subscription', '') collate "C"
      then excluded.subscription_external_id else t.subscription_external_id end,
    description = case
      when excluded.provenance ->> 'description' > coalesce(t.provenance ->> 'description', '') collate "C"
      then excluded.description else t.description end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(t.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else t.occurred_at end,
    refund_parts = intake.largest_parts(t.refund_parts, excluded.refund_parts),
    refunded_amount = greatest(
      t.refunded_amount, excluded.refunded_amount,
      intake.sum_of_parts(intake.largest_parts(t.refund_parts, excluded.refund_parts))
    ),
    confirmed = t.confirmed or excluded.confirmed,
    provenance = intake.newest(t.provenance, excluded.provenance),
    updated_at = now()
  where excluded.refunded_amount > t.refunded_amount
    or excluded.confirmed > t.confirmed
    or intake.largest_parts(t.refund_parts, excluded.refund_parts) <> t.refund_parts
    or intake.newest(t.provenance, excluded.provenance) <> t.provenance;
  return found;
end
$function$;

COMMENT ON FUNCTION "intake"."write_transaction"(public.transactions) IS 'Writes what a statement about a payment says that is newer; refunds only grow, and what was once confirmed stays so.';

REVOKE ALL ON FUNCTION "intake"."write_transaction"(public.transactions) FROM PUBLIC;

REVOKE ALL ON FUNCTION "intake"."write_transaction"(public.transactions) FROM "postgres";

GRANT EXECUTE ON FUNCTION "intake"."write_transaction"(public.transactions) TO "postgres";

-- ops/functions/dispatch_due_jobs.sql

CREATE OR REPLACE FUNCTION ops.dispatch_due_jobs (
  at timestamp with time zone DEFAULT now()
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  job ops.scheduled_jobs;
  sent integer := 0;
begin
  for job in select j.* from ops.scheduled_jobs j where j.enabled order by j.local_time, j.name loop
    begin
      sent := sent + ops.dispatch_job(job, at);
    exception when others then
      raise warning 'job % could not be dispatched: %', job.name, sqlstate;
    end;
  end loop;
  return sent;
end
$function$;

COMMENT ON FUNCTION "ops"."dispatch_due_jobs"(timestamp with time zone) IS 'Sends the runs that are due to their functions, and again those that were never completed; returns how many.';

REVOKE ALL ON FUNCTION "ops"."dispatch_due_jobs"(timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."dispatch_due_jobs"(timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."dispatch_due_jobs"(timestamp with time zone) TO "postgres";

-- ops/functions/dispatch_job.sql

CREATE OR REPLACE FUNCTION ops.dispatch_job (
  job ops.scheduled_jobs,
  at  timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  slot ops.job_slot;
  run ops.job_runs;
begin
  select r.* into run
  from ops.job_runs r
  where r.job = job.name and r.status in ('due', 'dispatched', 'running')
  for update skip locked;
  if run.deadline_at > at then
    return 0;
  end if;
  if run.status = 'due' and run.ends_at <= at then
    perform ops.end_job_run(run.id, 'abandoned', coalesce(run.error, 'TOO_LATE'), at);
  elsif run.status <> 'due' and (run.attempts >= job.most_attempts or run.ends_at <= at) then
    perform ops.end_job_run(
      run.id, 'failed',
      case when run.claimed_at is null then ops.unclaimed_because(run.net_request_id) else 'NOT_COMPLETED' end, at
    );
  elsif run.id is not null then
    return ops.send_job_run(job, run.id, at)::integer;
  end if;

  slot := ops.job_slot_at(job, at);
  if slot is null then
    return 0;
  end if;
  select r.* into run from ops.job_runs r where r.job = job.name and r.slot = slot.slot;
  if not found then
    -- Whichever of two dispatchers is first has the slot; and where somebody holds a run of this job, this isn't its time.
    insert into ops.job_runs (job, slot, due_at, ends_at)
    values (job.name, slot.slot, slot.due_at, slot.ends_at)
    on conflict do nothing
    returning * into run;
    return case when found then ops.send_job_run(job, run.id, at)::integer else 0 end;
  end if;

  -- A job at intervals has its next interval; a daily one that failed would have to wait for tomorrow.
  if run.status = 'failed' and job.local_time is not null and run.attempts < job.most_attempts then
    select r.* into run
    from ops.job_runs r
    where r.id = run.id and r.status = 'failed' and r.completed_at + r.attempts * interval '5 minutes' <= at
    for update skip locked;
    return case when found then ops.send_job_run(job, run.id, at)::integer else 0 end;
  end if;
  return 0;
end
$function$;

COMMENT ON FUNCTION "ops"."dispatch_job"(ops.scheduled_jobs, timestamp
  with time zone) IS 'Does for one job what is to be done at a moment.';

REVOKE ALL ON FUNCTION "ops"."dispatch_job"(ops.scheduled_jobs, timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."dispatch_job"(ops.scheduled_jobs, timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."dispatch_job"(ops.scheduled_jobs, timestamp with time zone) TO "postgres";

-- ops/functions/end_job_run.sql

CREATE OR REPLACE FUNCTION ops.end_job_run (
  run    bigint,
  status text,
  error  text,
  at     timestamp with time zone
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update ops.job_runs r
  set status = end_job_run.status, error = end_job_run.error, completed_at = at
  where r.id = run
$function$;

COMMENT ON FUNCTION "ops"."end_job_run"(bigint, text, text, timestamp
  with time zone) IS 'Ends a run that was not completed.';

REVOKE ALL ON FUNCTION "ops"."end_job_run"(bigint, text, text, timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."end_job_run"(bigint, text, text, timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."end_job_run"(bigint, text, text, timestamp with time zone) TO "postgres";

-- ops/functions/job_slot_at.sql

CREATE OR REPLACE FUNCTION ops.job_slot_at (
  job ops.scheduled_jobs,
  at  timestamp with time zone
)
  RETURNS ops.job_slot
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  at_least constant interval := '15 minutes';
  today constant date := (at at time zone job.time_zone)::date;
  seconds integer;
  day date;
  found_slot ops.job_slot;
begin
  if job.every_minutes is not null then
    seconds := job.every_minutes * 60;
    found_slot.due_at := pg_catalog.to_timestamp(floor(extract(epoch from at) / seconds) * seconds);
    found_slot.ends_at := case when job.catch_up = 'skip' then found_slot.due_at + at_least end;
    found_slot.slot := pg_catalog.to_char(found_slot.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"');
    return case when found_slot.ends_at <= at then null else found_slot end;
  end if;
  foreach day in array array[today - 1, today] loop
    continue when extract(isodow from day) <> all (job.weekdays);
    found_slot.due_at := (day + job.local_time) at time zone job.time_zone;
    found_slot.ends_at := found_slot.due_at + at_least;
    if job.catch_up = 'run-once' then
      found_slot.ends_at := greatest(found_slot.ends_at, (day + 1)::timestamp at time zone job.time_zone);
    end if;
    if found_slot.due_at <= at and at < found_slot.ends_at then
      found_slot.slot := day::text;
      return found_slot;
    end if;
  end loop;
  return null;
end
$function$;

COMMENT ON FUNCTION "ops"."job_slot_at"(ops.scheduled_jobs, timestamp
  with time zone) IS 'The slot of a job that is due at a moment and not over.';

REVOKE ALL ON FUNCTION "ops"."job_slot_at"(ops.scheduled_jobs, timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."job_slot_at"(ops.scheduled_jobs, timestamp with time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."job_slot_at"(ops.scheduled_jobs, timestamp with time zone) TO "postgres";

-- ops/functions/keep_alerts.sql

CREATE OR REPLACE FUNCTION ops.keep_alerts (
  origin    text,
  found_now jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  raised integer;
  resolved integer;
begin
  with kept as (
    insert into ops.health_alerts as a (origin, kind, subject, severity, code)
    select distinct on (f.kind, f.subject) keep_alerts.origin, f.kind, f.subject, f.severity, f.code
    from jsonb_to_recordset(found_now) as f (kind text, subject text, severity text, code text)
    order by f.kind, f.subject, array_position(array['critical', 'warning', 'info'], f.severity)
    on conflict (kind, subject) where resolved_at is null do update
    set severity = excluded.severity, code = excluded.code, last_seen_at = now()
    returning a.raised_at = now() as is_new
  )
  select count(*) filter (where is_new) into raised from kept;
  update ops.health_alerts a
  set resolved_at = now()
  where a.origin = keep_alerts.origin and a.resolved_at is null and a.last_seen_at < now() - interval '10 minutes';
  get diagnostics resolved = row_count;
  return jsonb_build_object(
    'raised', raised, 'resolved', resolved,
    'open', (select count(*) from ops.health_alerts a where a.origin = keep_alerts.origin and a.resolved_at is null)
  );
end
$function$;

COMMENT ON FUNCTION "ops"."keep_alerts"(text, jsonb) IS 'Raises alerts for what is not well now, and resolves those of the same origin that are over.';

REVOKE ALL ON FUNCTION "ops"."keep_alerts"(text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."keep_alerts"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."keep_alerts"(text, jsonb) TO "postgres";

-- ops/functions/kept_since.sql

CREATE OR REPLACE FUNCTION ops.kept_since (
  what text
)
  RETURNS timestamp with time zone
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select now() - make_interval(days => r.days) from ops.retention r where r.what = kept_since.what
$function$;

COMMENT ON FUNCTION "ops"."kept_since"(text) IS 'The moment before which something is not kept any more.';

REVOKE ALL ON FUNCTION "ops"."kept_since"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."kept_since"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."kept_since"(text) TO "postgres";

-- ops/functions/least_days_kept.sql

CREATE OR REPLACE FUNCTION ops.least_days_kept (
  what text
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case what when 'receipts' then 90 when 'payloads' then 14 when 'job-runs' then 2 else 1 end
$function$;

COMMENT ON FUNCTION "ops"."least_days_kept"(text) IS 'The fewest days that something may be kept.';

REVOKE ALL ON FUNCTION "ops"."least_days_kept"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."least_days_kept"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."least_days_kept"(text) TO "postgres";

-- ops/functions/post_job_run.sql

CREATE OR REPLACE FUNCTION ops.post_job_run (
  job ops.scheduled_jobs,
  run bigint
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  project_url constant text := ops.vault_secret('project_url');
  scheduler_token constant text := ops.vault_secret('scheduler_token');
  request bigint;
begin
  if project_url is null or scheduler_token is null then
    return '{"error": "SCHEDULER_SECRETS_MISSING"}';
  end if;
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    return '{"error": "PG_NET_MISSING"}';
  end if;
  request := net.http_post(
    url := rtrim(project_url, '/') || '/functions/v1/job-' || job.name,
    body := jsonb_build_object('run', run),
    params := '{}',
    headers := jsonb_build_object('content-type', 'application/json', 'x-scheduler-token', scheduler_token),
    -- The platform gives up on an answer after 150 seconds.
    timeout_milliseconds := least(job.timeout_seconds, 150) * 1000
  );
  return jsonb_build_object('request', request);
exception when others then
  return jsonb_build_object('error', 'PG_NET_' || sqlstate);
end
$function$;

COMMENT ON FUNCTION "ops"."post_job_run"(ops.scheduled_jobs, bigint) IS 'Hands a run to pg_net, which posts it to the job''s function.';

REVOKE ALL ON FUNCTION "ops"."post_job_run"(ops.scheduled_jobs, bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."post_job_run"(ops.scheduled_jobs, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."post_job_run"(ops.scheduled_jobs, bigint) TO "postgres";

-- ops/functions/run_with_lock.sql

CREATE OR REPLACE FUNCTION ops.run_with_lock (
  lock text,
  work regprocedure
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  name text;
begin
  select format('%I.%I', n.nspname, p.proname) into name
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.oid = work and p.pronargs = 0 and p.prokind = 'f';
  if name is null or lock is null then
    raise exception using errcode = '22023', message = 'a name and a function without arguments are wanted';
  end if;
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('sluice:' || lock, 0)) then
    return false;
  end if;
  execute format('select %s()', name);
  return true;
end
$function$;

COMMENT ON FUNCTION "ops"."run_with_lock"(text, regprocedure) IS 'Runs a function without arguments under a lock of that name; false when somebody else holds it.';

REVOKE ALL ON FUNCTION "ops"."run_with_lock"(text, regprocedure) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."run_with_lock"(text, regprocedure) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."run_with_lock"(text, regprocedure) TO "postgres";

-- ops/functions/send_job_run.sql

CREATE OR REPLACE FUNCTION ops.send_job_run (
  job ops.scheduled_jobs,
  run bigint,
  at  timestamp with time zone
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  posted constant jsonb := ops.post_job_run(job, run);
begin
  if posted ? 'error' then
    update ops.job_runs r
    set status = 'due', error = posted ->> 'error', completed_at = null, deadline_at = null, request_id = null
    where r.id = run;
    return false;
  end if;
  update ops.job_runs r
  set
    status = 'dispatched', attempts = r.attempts + 1, dispatched_at = at,
    deadline_at = at + make_interval(secs => job.timeout_seconds), net_request_id = (posted ->> 'request')::bigint,
    request_id = null, claimed_at = null, completed_at = null, milliseconds = null, error = null
  where r.id = run;
  return true;
end
$function$;

COMMENT ON FUNCTION "ops"."send_job_run"(ops.scheduled_jobs, bigint, timestamp
  with time zone) IS 'Sends a run to its function, or notes why it can''t be sent.';

REVOKE ALL ON FUNCTION "ops"."send_job_run"(ops.scheduled_jobs, bigint, timestamp with time zone) FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "ops"."send_job_run"(ops.scheduled_jobs, bigint, timestamp with time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "ops"."send_job_run"(ops.scheduled_jobs, bigint, timestamp with time zone)
  TO "postgres";

-- ops/functions/unclaimed_because.sql

CREATE OR REPLACE FUNCTION ops.unclaimed_because (
  request bigint
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  reason text;
begin
  if to_regclass('net._http_response') is not null then
    select case
      when r.status_code >= 400 then 'HTTP_' || r.status_code
      when r.timed_out then 'TIMED_OUT'
      when r.error_msg is not null then 'NETWORK'
    end
    into reason
    from net._http_response r
    where r.id = request
    limit 1;
  end if;
  return coalesce(reason, 'NOT_CLAIMED');
exception when insufficient_privilege or undefined_column then
  return 'NOT_CLAIMED';
end
$function$;

COMMENT ON FUNCTION "ops"."unclaimed_because"(bigint) IS 'What the answer to a run that nobody took up tells of why.';

REVOKE ALL ON FUNCTION "ops"."unclaimed_because"(bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."unclaimed_because"(bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."unclaimed_because"(bigint) TO "postgres";

-- ops/functions/vault_secret.sql

CREATE OR REPLACE FUNCTION ops.vault_secret (
  secret_name text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  secret text;
begin
  if to_regclass('vault.decrypted_secrets') is not null then
    select nullif(btrim(s.decrypted_secret), '') into secret from vault.decrypted_secrets s where s.name = secret_name;
  end if;
  return secret;
end
$function$;

COMMENT ON FUNCTION "ops"."vault_secret"(text) IS 'A secret of Vault''s, by its name.';

REVOKE ALL ON FUNCTION "ops"."vault_secret"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "ops"."vault_secret"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "ops"."vault_secret"(text) TO "postgres";

-- public/functions/abandon_lead_upload.sql

CREATE OR REPLACE FUNCTION public.abandon_lead_upload (
  upload uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  perform intake.fail_lead_upload(upload);
  return (select jsonb_build_object('status', u.status) from public.lead_uploads u where u.id = upload);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."abandon_lead_upload"(uuid) TO "service_role";

COMMENT ON FUNCTION "public"."abandon_lead_upload"(uuid) IS 'Gives up an upload that is still being received, so that it may be sent again.';

REVOKE ALL ON FUNCTION "public"."abandon_lead_upload"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."abandon_lead_upload"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "public"."abandon_lead_upload"(uuid) FROM PUBLIC, "anon", "authenticated";

-- public/functions/campaigns_to_feed.sql

CREATE OR REPLACE FUNCTION public.campaigns_to_feed()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select intake.campaigns_to_feed(now())
$function$;

GRANT EXECUTE ON FUNCTION "public"."campaigns_to_feed"() TO "service_role";

COMMENT ON FUNCTION "public"."campaigns_to_feed"() IS 'The campaigns that leads may enter now.';

REVOKE ALL ON FUNCTION "public"."campaigns_to_feed"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."campaigns_to_feed"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."campaigns_to_feed"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/check_health.sql

CREATE OR REPLACE FUNCTION public.check_health()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select '{"status": "ok"}'::jsonb
$function$;

GRANT EXECUTE ON FUNCTION "public"."check_health"() TO "service_role";

COMMENT ON FUNCTION "public"."check_health"() IS 'Answers that the database is there.';

REVOKE ALL ON FUNCTION "public"."check_health"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_health"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."check_health"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/checkout_rate_limit.sql

CREATE OR REPLACE FUNCTION public.checkout_rate_limit (
  source      text,
  cost        integer          DEFAULT 1,
  share       double precision DEFAULT 1,
  spend_token boolean          DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  held constant intake.rate_limits := intake.rate_limit_of(source);
  needed constant double precision := least(
    held.capacity, cost + held.capacity * (1 - least(greatest(coalesce(share, 1), 0), 1))
  );
  owing constant double precision := case when spend_token then 0 else greatest(1, held.capacity * 0.01) end;
  waits constant boolean := spend_token or held.daily_quota is not null or held.monthly_quota is not null;
  is_held boolean;
  bucket intake.rate_limit_buckets;
  seen record;
  noted bigint;
  last_refill timestamptz;
  refusal text;
begin
  if cost < 1 then
    raise exception using errcode = '22023', message = 'the cost must be positive', column = 'cost';
  end if;
  select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update skip locked;
  is_held := found;
  if not is_held and not waits then
    -- In one statement: a holder that commits between two would take the notes away and leave its bucket unseen.
    select b as bucket, (
      select coalesce(sum(s.cost), 0) from intake.rate_limit_spendings s where s.source = b.source
    ) as noted into seen
    from intake.rate_limit_buckets b where b.source = held.source;
    bucket := seen.bucket;
    noted := seen.noted;
  end if;
  if bucket.source is null then
    insert into intake.rate_limit_buckets values ((intake.bucket_at(null, held, clock_timestamp())).*)
    on conflict on constraint rate_limit_buckets_pkey do nothing;
    select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update;
    is_held := true;
  end if;
  if is_held then
    with told as (
      delete from intake.rate_limit_spendings s where s.source = held.source returning s.cost
    )
    select coalesce(sum(told.cost), 0) into noted from told;
  end if;
  last_refill := bucket.refilled_at;
  -- After the row is held, because waiting for it took time.
  bucket := intake.bucket_at(bucket, held, clock_timestamp());
  bucket.tokens := bucket.tokens - noted;
  bucket.day_count := bucket.day_count + noted;
  bucket.month_count := bucket.month_count + noted;

  refusal := case
    when bucket.day_count + cost > held.daily_quota then 'daily_quota'
    when bucket.month_count + cost > held.monthly_quota then 'monthly_quota'
    when bucket.tokens + owing < needed then 'bucket'
  end;
  if refusal is null then
    bucket.tokens := bucket.tokens - cost;
    bucket.day_count := bucket.day_count + cost;
    bucket.month_count := bucket.month_count + cost;
  end if;
  if not is_held then
    if refusal is null then
      insert into intake.rate_limit_spendings (source, cost) values (held.source, checkout_rate_limit.cost);
    end if;
  -- A refusal writes nothing, except what others noted, and that the clock has stepped back: until it has caught up, nothing
  -- would be refilled.
  elsif refusal is null or noted > 0 or last_refill > bucket.refilled_at then
    update intake.rate_limit_buckets b
    set tokens = bucket.tokens, refilled_at = bucket.refilled_at, day = bucket.day, day_count = bucket.day_count,
      month = bucket.month, month_count = bucket.month_count
    where b.source = bucket.source;
  end if;
  return jsonb_build_object('allowed', refusal is null, 'reason', refusal)
    || intake.describe_bucket(bucket, held, needed, refusal);
end
$function$;

GRANT EXECUTE
  ON FUNCTION "public"."checkout_rate_limit"(text, integer, double precision, boolean)
  TO "service_role";

COMMENT ON FUNCTION "public"."checkout_rate_limit"(text, integer, double precision, boolean) IS
  'Takes tokens and counts them in the quotas, or none of it; of another engine''s decisions it takes note without waiting.';

REVOKE ALL
  ON FUNCTION "public"."checkout_rate_limit"(text, integer, double precision, boolean)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."checkout_rate_limit"(text, integer, double precision, boolean)
  TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."checkout_rate_limit"(text, integer, double precision, boolean)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/claim_campaign_leads.sql

CREATE OR REPLACE FUNCTION public.claim_campaign_leads (
  campaign bigint,
  batch    integer
)
  RETURNS jsonb
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select intake.claim_campaign_leads(campaign, batch, now())
$function$;

GRANT EXECUTE ON FUNCTION "public"."claim_campaign_leads"(bigint, integer) TO "service_role";

COMMENT ON FUNCTION "public"."claim_campaign_leads"(bigint, integer) IS 'Takes leads that are due from a campaign''s outbox, each for five minutes and within the day''s number.';

REVOKE ALL ON FUNCTION "public"."claim_campaign_leads"(bigint, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_campaign_leads"(bigint, integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."claim_campaign_leads"(bigint, integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/claim_dead_letters.sql

CREATE OR REPLACE FUNCTION public.claim_dead_letters (
  batch integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  claimed jsonb;
begin
  perform intake.give_up_event(abandoned.receipt, '{"code": "abandoned"}')
  from (
    select e.id as receipt
    from intake.pipeline_dlq d
    join intake.webhook_events e on e.id = d.webhook_event_id
    where d.status = 'waiting' and d.next_attempt_at <= now() and d.attempts >= intake.most_attempts()
    for update of e, d skip locked
  ) as abandoned;

  with due as (
    select d.id
    from intake.pipeline_dlq d
    where d.status = 'waiting' and d.next_attempt_at <= now() and d.attempts < intake.most_attempts()
    order by d.next_attempt_at
    limit least(greatest(batch, 0), 500)
    for update skip locked
  ),
  taken as (
    update intake.pipeline_dlq d
    set
      attempts = d.attempts + 1,
      next_attempt_at = now() + greatest(interval '5 minutes', intake.backoff(d.attempts + 1))
    from due
    where d.id = due.id
    returning d.id, d.kind, d.reason, d.webhook_event_id
  )
  select jsonb_agg(
    jsonb_build_object(
      'letter', t.id, 'kind', t.kind, 'reason', t.reason, 'provider', e.provider, 'endpoint', e.endpoint, 'event_id', e.event_id,
      'event_type', e.event_type, 'occurred_at', e.occurred_at, 'payload', e.payload, 'changes', e.changes
    )
    order by t.id
  )
  into claimed
  from taken t
  join intake.webhook_events e on e.id = t.webhook_event_id;
  return coalesce(claimed, '[]');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."claim_dead_letters"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."claim_dead_letters"(integer) IS 'Takes dead letters that are due, each for five minutes or more.';

REVOKE ALL ON FUNCTION "public"."claim_dead_letters"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_dead_letters"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."claim_dead_letters"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/claim_job_run.sql

CREATE OR REPLACE FUNCTION public.claim_job_run (
  job     text,
  run     bigint,
  request uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  timeout interval;
  taken bigint;
begin
  select make_interval(secs => j.timeout_seconds) into timeout
  from ops.scheduled_jobs j
  where j.name = claim_job_run.job;
  if not found then
    raise exception using errcode = 'P0002', message = 'there is no such job in ops.scheduled_jobs';
  end if;
  if run is null then
    insert into ops.job_runs (job, slot, due_at, ends_at, status, dispatched_at, claimed_at, deadline_at, request_id)
    values (claim_job_run.job, 'by hand ' || request, now(), now(), 'running', now(), now(), now() + timeout, request)
    on conflict do nothing
    returning id into taken;
  end if;
  if taken is null then
    update ops.job_runs r
    set status = 'running', request_id = request, claimed_at = now(), deadline_at = now() + timeout, error = null
    where r.job = claim_job_run.job and (r.id = claim_job_run.run or claim_job_run.run is null)
      and (r.status in ('due', 'dispatched') or r.status = 'running' and r.deadline_at <= now())
    returning r.id into taken;
  end if;
  return case
    when taken is null then '{"status": "superseded"}'
    else jsonb_build_object('status', 'claimed', 'run', taken)
  end;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."claim_job_run"(text, bigint, uuid) TO "service_role";

COMMENT ON FUNCTION "public"."claim_job_run"(text, bigint, uuid) IS 'Takes up a run of a job, unless somebody else has it or has done it.';

REVOKE ALL ON FUNCTION "public"."claim_job_run"(text, bigint, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_job_run"(text, bigint, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "public"."claim_job_run"(text, bigint, uuid) FROM PUBLIC, "anon", "authenticated";

-- public/functions/claim_lead_upload.sql

CREATE OR REPLACE FUNCTION public.claim_lead_upload (
  broker         text,
  webhook_id     text,
  content_sha256 text,
  file_name      text,
  format         text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  claiming constant bigint := (select b.id from public.brokers b where b.slug = claim_lead_upload.broker);
  claimed uuid;
  guards integer;
  seen jsonb;
begin
  if claiming is null then
    return jsonb_build_object('claimed', false, 'reason', 'unknown-broker');
  end if;
  perform intake.fail_dead_uploads();

  loop
    begin
      insert into public.lead_uploads (broker_id, file_name, format)
      values (claiming, nullif(claim_lead_upload.file_name, ''), claim_lead_upload.format)
      returning id into claimed;
      -- In one order, so that two claims wait for each other in one direction.
      insert into intake.ingest_replay_guard as known (broker_id, kind, value, upload_id)
      values (claiming, 'content', lower(content_sha256), claimed), (claiming, 'id', webhook_id, claimed)
      on conflict on constraint ingest_replay_guard_pkey do update
        set upload_id = excluded.upload_id, first_seen_at = excluded.first_seen_at, expires_at = excluded.expires_at
        where known.expires_at <= now();
      get diagnostics guards = row_count;
      if guards < 2 then
        raise exception using errcode = 'SL021', message = 'the upload has been seen';
      end if;
      perform intake.record_lead_steps('received', claiming, '{}', claimed);
      return jsonb_build_object('claimed', true, 'upload', claimed);
    exception when sqlstate 'SL021' then
      null;
    end;

    select jsonb_build_object('claimed', false, 'reason', 'seen', 'first_seen_at', g.first_seen_at, 'upload', g.upload_id)
    into seen
    from intake.ingest_replay_guard g
    where g.broker_id = claiming and g.expires_at > now()
      and (g.kind, g.value) in (('content', lower(content_sha256)), ('id', webhook_id))
    order by g.first_seen_at, g.kind
    limit 1;
    -- Not found: it was released since. Then it is ours to claim.
    if found then
      return seen;
    end if;
  end loop;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."claim_lead_upload"(text, text, text, text, text) TO "service_role";

COMMENT ON FUNCTION "public"."claim_lead_upload"(text, text, text, text, text) IS 'Begins an upload, unless the broker has sent the same id or the same content within seven days.';

REVOKE ALL ON FUNCTION "public"."claim_lead_upload"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_lead_upload"(text, text, text, text, text) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."claim_lead_upload"(text, text, text, text, text)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_consent_tokens.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_consent_tokens (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  delete from intake.consent_tokens t
  where t.id in (select o.id from intake.consent_tokens o where o.expires_at < now() limit batch);
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_consent_tokens"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_consent_tokens"(integer) IS 'Deletes consent links that nobody can redeem any more; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_consent_tokens"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_consent_tokens"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_consent_tokens"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_cron_history.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_cron_history (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  if to_regclass('cron.job_run_details') is null then
    return 0;
  end if;
  delete from cron.job_run_details d
  where d.runid in (
    select o.runid
    from cron.job_run_details o
    where coalesce(o.end_time, o.start_time) < ops.kept_since('cron-history')
    order by o.runid
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_cron_history"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_cron_history"(integer) IS 'Deletes pg_cron''s history that is not kept any more; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_cron_history"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_cron_history"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_cron_history"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_health_checks.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_health_checks (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  lines integer;
  alerts integer;
begin
  delete from ops.health_check_log l
  where l.hour in (
    select o.hour from ops.health_check_log o where o.hour < ops.kept_since('health-checks') order by o.hour limit batch
  );
  get diagnostics lines = row_count;
  delete from ops.health_alerts a
  where a.id in (
    select o.id
    from ops.health_alerts o
    where o.last_seen_at < ops.kept_since('health-alerts') and o.resolved_at is not null
    order by o.last_seen_at
    limit batch
  );
  get diagnostics alerts = row_count;
  return greatest(lines, alerts);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_health_checks"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_health_checks"(integer) IS 'Deletes old lines of the log of health checks and alerts long over; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_health_checks"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_health_checks"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_health_checks"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_job_runs.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_job_runs (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  delete from ops.job_runs r
  where r.id in (
    select o.id
    from ops.job_runs o
    where o.due_at < ops.kept_since('job-runs') and o.completed_at is not null
    order by o.due_at
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_job_runs"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_job_runs"(integer) IS 'Deletes runs of jobs that are over and not kept any more; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_job_runs"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_job_runs"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_job_runs"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_nonces.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_nonces (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  delete from intake.webhook_nonces n
  where (n.provider, n.endpoint, n.nonce) in (
    select o.provider, o.endpoint, o.nonce from intake.webhook_nonces o where o.expires_at < now() order by o.expires_at limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_nonces"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_nonces"(integer) IS 'Deletes one-time values whose signatures have expired; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_nonces"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_nonces"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_nonces"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_receipts.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_receipts (
  batch     integer DEFAULT 1000,
  keep_days integer DEFAULT NULL::integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  horizon constant timestamptz := coalesce(now() - make_interval(days => keep_days), ops.kept_since('receipts'));
  removed integer;
begin
  if keep_days < ops.least_days_kept('receipts') then
    raise exception using errcode = '22023', message = 'receipts are kept longer than that, for duplicates to be recognised';
  end if;
  with oldest as materialized (
    select e.id, e.received_at from intake.webhook_events e order by e.id limit batch
  )
  delete from intake.webhook_events e
  where e.id in (select o.id from oldest o where o.received_at < horizon);
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_receipts"(integer, integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_receipts"(integer, integer) IS 'Deletes receipts older than the horizon of de-duplication, never younger ones; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_receipts"(integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_receipts"(integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_receipts"(integer, integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_refusals.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_refusals (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  delete from intake.refusals r
  where (r.minute, r.function, r.reason) in (
    select o.minute, o.function, o.reason
    from intake.refusals o
    where o.minute < ops.kept_since('refusals')
    order by o.minute
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_refusals"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_refusals"(integer) IS 'Deletes counts of refusals that are not kept any more; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_refusals"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_refusals"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_refusals"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_replay_guards.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_replay_guards (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  removed integer;
begin
  delete from intake.ingest_replay_guard g
  where (g.broker_id, g.kind, g.value) in (
    select o.broker_id, o.kind, o.value from intake.ingest_replay_guard o where o.expires_at < now() limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_replay_guards"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_replay_guards"(integer) IS 'Deletes claims of uploads that may be sent again; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_replay_guards"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_replay_guards"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_replay_guards"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_old_row_problems.sql

CREATE OR REPLACE FUNCTION public.cleanup_old_row_problems (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  removed integer;
begin
  delete from public.lead_row_problems p
  where p.id in (
    select o.id from public.lead_row_problems o
    where o.created_at < now() - interval '30 days'
    order by o.created_at
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_row_problems"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_old_row_problems"(integer) IS 'Deletes what was wrong with rows of uploads that are long past; returns how many.';

REVOKE ALL ON FUNCTION "public"."cleanup_old_row_problems"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_old_row_problems"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_old_row_problems"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/cleanup_stale_rate_limits.sql

CREATE OR REPLACE FUNCTION public.cleanup_stale_rate_limits()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  buckets integer;
  notes integer;
  grants integer;
begin
  delete from intake.rate_limit_buckets b
  using (
    select l.source, intake.rate_limit_of(l.source) as held
    from intake.rate_limit_buckets l
    where l.refilled_at < now() - interval '2 days' and l.month < date_trunc('month', now() at time zone 'UTC')::date
  ) as idle
  where b.source = idle.source
    and b.refilled_at < now() - interval '2 days'
    and (intake.bucket_at(b, idle.held, now())).tokens >= (idle.held).capacity;
  get diagnostics buckets = row_count;
  -- Not those that a bucket's holder is just taking off, which would wait for us while we wait for it.
  delete from intake.rate_limit_spendings s
  where s.id in (
    select old.id from intake.rate_limit_spendings old
    where old.spent_at < now() - interval '2 days'
    for update skip locked
  );
  get diagnostics notes = row_count;
  delete from intake.rate_limit_grants g where g.expires_at < now() - interval '1 month';
  get diagnostics grants = row_count;
  return buckets + notes + grants;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."cleanup_stale_rate_limits"() TO "service_role";

COMMENT ON FUNCTION "public"."cleanup_stale_rate_limits"() IS 'Deletes buckets that can be forgotten, notes nobody came for and burst grants long ended; returns how many rows.';

REVOKE ALL ON FUNCTION "public"."cleanup_stale_rate_limits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cleanup_stale_rate_limits"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."cleanup_stale_rate_limits"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/complete_job_run.sql

CREATE OR REPLACE FUNCTION public.complete_job_run (
  run     bigint,
  request uuid,
  counts  jsonb  DEFAULT NULL::jsonb,
  error   text   DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  now_is text;
begin
  update ops.job_runs r
  set
    status = case when complete_job_run.error is null then 'completed' else 'failed' end,
    completed_at = now(),
    milliseconds = round(extract(epoch from now() - r.claimed_at) * 1000),
    counts = complete_job_run.counts,
    error = complete_job_run.error
  where r.id = run and r.request_id = request and r.status = 'running'
  returning r.status into now_is;
  if now_is is null then
    select r.status into now_is
    from ops.job_runs r
    where r.id = run and r.request_id = request and r.status in ('completed', 'failed');
  end if;
  return jsonb_build_object('status', coalesce(now_is, 'superseded'));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."complete_job_run"(bigint, uuid, jsonb, text) TO "service_role";

COMMENT ON FUNCTION "public"."complete_job_run"(bigint, uuid, jsonb, text) IS 'Completes or fails a run that the request has taken up.';

REVOKE ALL ON FUNCTION "public"."complete_job_run"(bigint, uuid, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."complete_job_run"(bigint, uuid, jsonb, text) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."complete_job_run"(bigint, uuid, jsonb, text)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/complete_lead_staging.sql

CREATE OR REPLACE FUNCTION public.complete_lead_staging (
  upload    uuid,
  rows_read integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  completed public.lead_uploads;
begin
  update public.lead_uploads u
  set
    status = 'staged',
    staged_at = now(),
    rows_read = complete_lead_staging.rows_read,
    rows_refused = (
      select count(distinct p.line) from public.lead_row_problems p where p.upload_id = upload and p.outcome = 'refused'
    )
  where u.id = upload and u.status = 'receiving'
  returning u.* into completed;
  if found then
    perform intake.record_lead_steps(
      'staged', completed.broker_id, '{}', upload,
      milliseconds => array[(extract(epoch from completed.staged_at - completed.received_at) * 1000)::integer]
    );
  elsif not exists (select from public.lead_uploads u where u.id = upload and u.status in ('staged', 'promoted')) then
    raise exception using errcode = 'SL022', message = 'the upload takes no rows';
  end if;
  return jsonb_build_object('status', 'staged');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."complete_lead_staging"(uuid, integer) TO "service_role";

COMMENT ON FUNCTION "public"."complete_lead_staging"(uuid, integer) IS 'Notes that all rows of an upload are staged.';

REVOKE ALL ON FUNCTION "public"."complete_lead_staging"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."complete_lead_staging"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."complete_lead_staging"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/daily_health_check.sql

CREATE OR REPLACE FUNCTION public.daily_health_check()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  checks jsonb;
  unwell jsonb;
begin
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'check', h.check_name, 'subject', h.subject, 'status', h.status, 'value', h.value, 'unit', h.unit, 'since', h.since,
        'code', h.code
      )
      order by array_position(array['critical', 'warning', 'ok'], h.status), h.check_name, h.subject
    ),
    '[]'
  )
  into checks
  from public.v_database_health h;
  select coalesce(jsonb_agg(jsonb_build_object(
    'kind', c ->> 'check', 'subject', c ->> 'subject', 'severity', c ->> 'status', 'code', c ->> 'code'
  )), '[]')
  into unwell
  from jsonb_array_elements(checks) as c
  where c ->> 'status' <> 'ok' and c ->> 'check' not in ('dead_letter_queue', 'reconciliation');
  return jsonb_build_object('status', coalesce(checks -> 0 ->> 'status', 'ok'), 'checks', checks)
    || ops.keep_alerts('health', unwell);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."daily_health_check"() TO "service_role";

COMMENT ON FUNCTION "public"."daily_health_check"() IS 'Checks what can be well or not, and raises and resolves alerts by it.';

REVOKE ALL ON FUNCTION "public"."daily_health_check"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."daily_health_check"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."daily_health_check"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/decrypt_email.sql

CREATE OR REPLACE FUNCTION public.decrypt_email (
  encrypted text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  STRICT
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return extensions.pgp_sym_decrypt(
    decode(split_part(encrypted, ':', 2), 'base64'), intake.secret('email_encryption_key:' || split_part(encrypted, ':', 1))
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."decrypt_email"(text) TO "service_role";

COMMENT ON FUNCTION "public"."decrypt_email"(text) IS 'The e-mail address that was encrypted, with whichever key that was.';

REVOKE ALL ON FUNCTION "public"."decrypt_email"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."decrypt_email"(text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."decrypt_email"(text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/drop_old_payloads.sql

CREATE OR REPLACE FUNCTION public.drop_old_payloads (
  batch integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  horizon constant timestamptz := ops.kept_since('payloads');
  done_to bigint;
  went_through integer;
  last_id bigint;
begin
  select r.progress into done_to from ops.retention r where r.what = 'payloads' for update;
  with next_receipts as materialized (
    select e.id, e.received_at from intake.webhook_events e where e.id > done_to order by e.id limit batch
  )
  select count(*), max(n.id) into went_through, last_id
  from next_receipts n
  where n.id < coalesce((select min(y.id) from next_receipts y where y.received_at >= horizon), 9223372036854775807);
  if went_through = 0 then
    return 0;
  end if;
  update intake.webhook_events e
  set payload = null
  where e.id > done_to and e.id <= last_id and e.payload is not null and e.status in ('processed', 'stored');
  update ops.retention r set progress = last_id where r.what = 'payloads';
  return went_through;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."drop_old_payloads"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."drop_old_payloads"(integer) IS 'Drops the payloads of the next receipts that are old enough; returns how many receipts it went through.';

REVOKE ALL ON FUNCTION "public"."drop_old_payloads"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_payloads"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."drop_old_payloads"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/encrypt_email.sql

CREATE OR REPLACE FUNCTION public.encrypt_email (
  email text
)
  RETURNS text
  LANGUAGE plpgsql
  STRICT
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  newest constant integer := intake.newest_email_key();
begin
  return intake.encrypt_with(email, newest, intake.secret('email_encryption_key:' || coalesce(newest, 1)));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."encrypt_email"(text) TO "service_role";

COMMENT ON FUNCTION "public"."encrypt_email"(text) IS 'An e-mail address encrypted with the newest key: its number, a colon, base64.';

REVOKE ALL ON FUNCTION "public"."encrypt_email"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."encrypt_email"(text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."encrypt_email"(text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/erase_person.sql

CREATE OR REPLACE FUNCTION public.erase_person (
  email     text,
  erased_by text  DEFAULT NULL::text,
  after     jsonb DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  person intake.person;
  receipts record;
  problems record;
  next jsonb;
  erasure bigint := (after ->> 'erasure')::bigint;
  counts jsonb;
  elsewhere jsonb := '[]';
  removed integer;
  numbers text[];
begin
  -- A caller who says null in JSON may mean nothing by it.
  if nullif(after, 'null') is null then
    insert into intake.erasures (email_hash, erased_by)
    values (public.hash_email(email), coalesce(nullif(erase_person.erased_by, ''), 'service_role'))
    returning id into erasure;
  end if;
  person := intake.find_person(email);
  receipts := intake.receipts_mentioning(person.marks, coalesce((after ->> 'receipt')::bigint, 0), interval '2 seconds');
  -- A row that has one of these would be refused from now on, and not be kept.
  numbers := array(
    select right(regexp_replace(n.number, '[^0-9]', '', 'g'), 10)
    from public.leads l
    cross join lateral (values (l.phone), (l.mak)) as n (number)
    where l.id = any (person.leads) and n.number is not null
  );
  problems := intake.row_problems_mentioning(
    person.marks, coalesce((after ->> 'row_problem')::bigint, 0), interval '2 seconds', numbers
  );
  next := intake.next_look(receipts.looked_until, problems.looked_until);

  if next is null then
    -- Nobody promotes a row of theirs, or says anything of their leads, between what is found here and what is erased.
    perform pg_advisory_xact_lock(intake.lead_keys_lock(b.id)) from (select b.id from public.brokers b order by b.id) as b;
    perform pg_advisory_xact_lock(intake.lead_settling_lock());
    person := intake.find_person(email);
    receipts.theirs := receipts.theirs || array(
      select distinct e.webhook_event_id from public.pipeline_events e
      where e.contact_id = any (person.contacts) and e.webhook_event_id is not null
    );
    elsewhere := (
      select coalesce(jsonb_agg(distinct h.name), '[]')
      from (
        select split_part(i.scope, ':', 1) as name from public.contact_identities i
        where i.contact_id = any (person.contacts) and i.scope <> 'email'
        union all
        select 'campaign ' || c.name
        from intake.campaign_outbox o
        join public.campaigns c on c.id = o.campaign_id
        where o.lead_id = any (person.leads) and (o.status = 'fed' or o.attempts > 0)
      ) as h
    );
  end if;

  counts := jsonb_build_object('receipts', intake.empty_receipts(receipts.theirs));
  update public.lead_row_problems p set source = null where p.id = any (problems.theirs);
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('row_problems', removed);

  if next is null then
    insert into intake.erased_keys (hash, erasure_id)
    select h, erasure from unnest(person.email_hashes) as h order by h
    on conflict do nothing;
    counts := counts || jsonb_build_object(
      'leads', intake.erase_leads(erasure, person.leads), 'contacts', intake.erase_contacts(person.contacts)
    );
    delete from public.lead_conflicts c where c.email_hash = any (person.email_hashes) or c.lead_ids && person.leads
      or right(regexp_replace(c.stated ->> 'phone', '[^0-9]', '', 'g'), 10) = any (numbers);
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object('conflicts', removed);
    delete from intake.parted_addresses p where p.email_hash = any (person.email_hashes);
    with gone as (
      delete from intake.leads_staging s where s.email_hash = any (person.email_hashes) returning s.upload_id
    ),
    counted as (
      update public.lead_uploads u
      set rows_refused = u.rows_refused + g.rows
      from (select gone.upload_id, count(*)::integer as rows from gone group by gone.upload_id) as g
      where u.id = g.upload_id
      returning g.rows
    )
    select coalesce(sum(c.rows), 0) into removed from counted c;
    counts := counts || jsonb_build_object('staged_rows', removed);
  end if;

  update intake.erasures e
  set
    counts = (
      select jsonb_object_agg(k.key, coalesce((e.counts ->> k.key)::integer, 0) + k.value::integer)
      from jsonb_each_text(erase_person_counts.value) as k
    ) || (e.counts - array(select jsonb_object_keys(erase_person_counts.value))),
    finished_at = case when next is null then now() end
  from (select counts as value) as erase_person_counts
  where e.id = erasure
  returning e.counts into counts;
  return jsonb_build_object(
    'counts', counts, 'held_elsewhere', elsewhere, 'next', next || jsonb_build_object('erasure', erasure)
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."erase_person"(text, text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."erase_person"(text, text, jsonb) IS 'Forgets a person, across everything that is held.';

REVOKE ALL ON FUNCTION "public"."erase_person"(text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."erase_person"(text, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."erase_person"(text, text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/export_person.sql

CREATE OR REPLACE FUNCTION public.export_person (
  email text,
  after jsonb DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  person constant intake.person := intake.find_person(email);
  receipts record;
  problems record;
  linked bigint[] := '{}';
  exported jsonb := '{}';
begin
  -- A caller who says null in JSON may mean nothing by it.
  after := nullif(after, 'null');
  receipts := intake.receipts_mentioning(person.marks, coalesce((after ->> 'receipt')::bigint, 0), interval '2 seconds');
  problems := intake.row_problems_mentioning(person.marks, coalesce((after ->> 'row_problem')::bigint, 0), interval '2 seconds');
  if after is null then
    linked := array(
      select distinct e.webhook_event_id from public.pipeline_events e
      where e.contact_id = any (person.contacts) and e.webhook_event_id is not null
    );
    exported := jsonb_build_object(
      'contacts', (select jsonb_agg(to_jsonb(c)) from public.contacts c where c.id = any (person.contacts)),
      'contact_identities', (select jsonb_agg(to_jsonb(i)) from public.contact_identities i where i.contact_id = any (person.contacts)),
      'transactions', (select jsonb_agg(to_jsonb(t)) from public.transactions t where t.contact_id = any (person.contacts)),
      'subscriptions', (select jsonb_agg(to_jsonb(s)) from public.subscriptions s where s.contact_id = any (person.contacts)),
      'registrations', (select jsonb_agg(to_jsonb(r)) from public.registrations r where r.contact_id = any (person.contacts)),
      'engagements', (select jsonb_agg(to_jsonb(g)) from public.engagements g where g.contact_id = any (person.contacts)),
      'tags', (
        select jsonb_agg(jsonb_build_object('name', t.name, 'applied', a.applied, 'updated_at', a.updated_at))
        from public.contact_tags a
        join public.tags t on t.id = a.tag_id
        where a.contact_id = any (person.contacts)
      ),
      'leads', (
        select jsonb_agg(to_jsonb(l) || jsonb_build_object('email', coalesce(l.email, public.decrypt_email(l.email_encrypted))) order by l.id)
        from public.leads l
        where l.id = any (person.leads)
      ),
      'lead_conflicts', (select jsonb_agg(to_jsonb(c)) from public.lead_conflicts c where c.email_hash = any (person.email_hashes)),
      'leads_staging', (select jsonb_agg(to_jsonb(s)) from intake.leads_staging s where s.email_hash = any (person.email_hashes)),
      'consent_links', (
        select jsonb_agg(jsonb_build_object(
          'lead', t.lead_id, 'purpose', t.purpose, 'created_at', t.created_at, 'redeemed_at', t.redeemed_at
        ))
        from intake.consent_tokens t
        where t.lead_id = any (person.leads)
      ),
      'campaigns', (
        select jsonb_agg(jsonb_build_object(
          'lead', o.lead_id, 'campaign', c.name, 'status', o.status, 'queued_at', o.queued_at, 'fed_at', o.fed_at
        ))
        from intake.campaign_outbox o
        join public.campaigns c on c.id = o.campaign_id
        where o.lead_id = any (person.leads)
      ),
      'pipeline_events', (
        select jsonb_agg(to_jsonb(e) order by e.id)
        from (
          select p.* from public.pipeline_events p where p.contact_id = any (person.contacts)
          union
          select p.* from public.pipeline_events p where p.lead_id = any (person.leads)
        ) as e
      )
    );
  end if;
  return (
    select jsonb_object_agg(x.key, case when x.value = 'null' then '[]' else x.value end)
    from jsonb_each(exported || jsonb_build_object(
      'webhook_events', (
        select jsonb_agg(to_jsonb(e) order by e.id) from intake.webhook_events e where e.id = any (receipts.theirs || linked)
      ),
      'lead_row_problems', (
        select jsonb_agg(to_jsonb(r) || jsonb_build_object('source', intake.sent_row(r.source)) order by r.id)
        from public.lead_row_problems r
        where r.id = any (problems.theirs)
      )
    )) as x
  ) || jsonb_build_object('next', intake.next_look(receipts.looked_until, problems.looked_until));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."export_person"(text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."export_person"(text, jsonb) IS 'Everything that is held of a person, by table.';

REVOKE ALL ON FUNCTION "public"."export_person"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."export_person"(text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."export_person"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/find_webhook_events.sql

CREATE OR REPLACE FUNCTION public.find_webhook_events (
  provider text,
  event_id text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return coalesce((
    -- The endpoints one by one, because the receipts' index has them between the provider and the id.
    with recursive endpoints as (
      select min(e.endpoint) as endpoint from intake.webhook_events e where e.provider = find_webhook_events.provider
      union all
      select (
        select min(e.endpoint) from intake.webhook_events e
        where e.provider = find_webhook_events.provider and e.endpoint > last.endpoint
      )
      from endpoints as last
      where last.endpoint is not null
    )
    select jsonb_agg(
      jsonb_build_object(
        'receipt', to_jsonb(e),
        'dead_letter', (select to_jsonb(d) from intake.pipeline_dlq d where d.webhook_event_id = e.id),
        'trail', (
          select coalesce(jsonb_agg(jsonb_build_object('at', p.at, 'stage', p.stage) order by p.id), '[]')
          from public.pipeline_events p
          where p.webhook_event_id = e.id
        ),
        'rows', intake.rows_of(e.changes, e.provider)
      )
      order by e.id desc
    )
    from endpoints
    join intake.webhook_events e
      on e.provider = find_webhook_events.provider and e.endpoint = endpoints.endpoint
        and e.event_id = find_webhook_events.event_id
  ), '[]');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."find_webhook_events"(text, text) TO "service_role";

COMMENT ON FUNCTION "public"."find_webhook_events"(text, text) IS 'Every receipt of a provider''s event id, with its dead letter, audit trail and the rows it is about.';

REVOKE ALL ON FUNCTION "public"."find_webhook_events"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_webhook_events"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."find_webhook_events"(text, text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/get_lead_upload.sql

CREATE OR REPLACE FUNCTION public.get_lead_upload (
  upload uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return (
    select jsonb_build_object(
      'upload', u.id, 'broker', b.slug, 'status', u.status, 'received_at', u.received_at, 'promoted_at', u.promoted_at,
      'counts', intake.upload_counts(u)
    )
    from public.lead_uploads u
    join public.brokers b on b.id = u.broker_id
    where u.id = get_lead_upload.upload
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."get_lead_upload"(uuid) TO "service_role";

COMMENT ON FUNCTION "public"."get_lead_upload"(uuid) IS 'An upload and how far it has come; null when there is none.';

REVOKE ALL ON FUNCTION "public"."get_lead_upload"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_lead_upload"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "public"."get_lead_upload"(uuid) FROM PUBLIC, "anon", "authenticated";

-- public/functions/get_rate_limit_info.sql

CREATE OR REPLACE FUNCTION public.get_rate_limit_info (
  source text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  held constant intake.rate_limits := intake.rate_limit_of(source);
  bucket intake.rate_limit_buckets;
begin
  select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source;
  bucket := intake.bucket_at(bucket, held, clock_timestamp());
  return jsonb_build_object(
    'source', held.source, 'daily_quota', held.daily_quota, 'monthly_quota', held.monthly_quota,
    'day_count', coalesce(bucket.day_count, 0), 'month_count', coalesce(bucket.month_count, 0)
  ) || intake.describe_bucket(bucket, held, 1, null);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."get_rate_limit_info"(text) TO "service_role";

COMMENT ON FUNCTION "public"."get_rate_limit_info"(text) IS 'What holds for a source and what it has left, consuming nothing.';

REVOKE ALL ON FUNCTION "public"."get_rate_limit_info"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_rate_limit_info"(text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."get_rate_limit_info"(text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/hash_email.sql

CREATE OR REPLACE FUNCTION public.hash_email (
  email text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  STRICT
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return encode(extensions.hmac(lower(email), intake.secret('email_hash_key'), 'sha256'), 'hex');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."hash_email"(text) TO "service_role";

COMMENT ON FUNCTION "public"."hash_email"(text) IS 'What an e-mail address is looked up by: a keyed hash, the same for every spelling of its letters.';

REVOKE ALL ON FUNCTION "public"."hash_email"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."hash_email"(text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."hash_email"(text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/issue_consent_links.sql

CREATE OR REPLACE FUNCTION public.issue_consent_links (
  purpose text,
  links   jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  issued jsonb;
begin
  with made as (
    insert into intake.consent_tokens as known (nonce_hash, purpose, lead_id, consent_text_id, expires_at)
    select link.nonce_hash, issue_consent_links.purpose, l.id, text.id, link.expires_at
    from jsonb_to_recordset(links) as link (lead bigint, nonce_hash text, expires_at timestamptz)
    join public.leads l on l.id = link.lead
    -- Worked out once per broker, of whom a batch has one or few.
    join (
      select b.id as broker_id,
        case when issue_consent_links.purpose = 'consent' then intake.current_consent_text(b.id) end as id
      from public.brokers b
    ) as text on text.broker_id = l.broker_id
    where l.erased_at is null
    on conflict on constraint consent_tokens_once do update
    -- The longest that any may hold.
    set expires_at = least(greatest(known.expires_at, excluded.expires_at), known.created_at + interval '800 days')
    where known.purpose = excluded.purpose and known.lead_id = excluded.lead_id
    returning known.lead_id
  )
  select coalesce(jsonb_agg(m.lead_id), '[]') into issued from made m;
  return issued;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."issue_consent_links"(text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."issue_consent_links"(text, jsonb) IS 'Takes note of links that have been made, by which leads agree or unsubscribe.';

REVOKE ALL ON FUNCTION "public"."issue_consent_links"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."issue_consent_links"(text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."issue_consent_links"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/list_alert_news.sql

CREATE OR REPLACE FUNCTION public.list_alert_news (
  batch integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  ranks constant text[] := array['warning', 'critical'];
begin
  return coalesce(
    (
      select jsonb_agg(to_jsonb(n) order by n.id)
      from (
        select a.id, case when a.resolved_at is null then a.severity else 'resolved' end as news, a.kind, a.subject, a.code,
          a.raised_at, a.resolved_at
        from ops.health_alerts a
        where (a.resolved_at is null or a.told <> 'resolved') and case
          when a.resolved_at is not null then a.told is not null
          else array_position(ranks, a.severity) > coalesce(array_position(ranks, a.told), 0)
        end
        order by a.id
        limit least(greatest(batch, 0), 100)
      ) as n
    ),
    '[]'
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."list_alert_news"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."list_alert_news"(integer) IS 'What is to be told of alerts, the oldest first.';

REVOKE ALL ON FUNCTION "public"."list_alert_news"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_alert_news"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."list_alert_news"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/list_failed_webhook_events.sql

CREATE OR REPLACE FUNCTION public.list_failed_webhook_events (
  provider text,
  since    timestamp with time zone,
  until    timestamp with time zone,
  after    bigint                   DEFAULT 0
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return coalesce((
    select jsonb_agg(to_jsonb(failed) order by failed.receipt)
    from (
      select e.id as receipt, e.endpoint, e.event_id, e.event_type, e.received_at, d.status, d.kind, d.reason, d.field,
        d.attempts, d.last_failed_at, case when d.status = 'waiting' then d.next_attempt_at end as next_attempt_at
      from intake.pipeline_dlq d
      join intake.webhook_events e on e.id = d.webhook_event_id
      where d.status <> 'resolved'
        and d.webhook_event_id > after
        and e.provider = list_failed_webhook_events.provider
        and e.received_at >= since and e.received_at < until
      order by d.webhook_event_id
      limit 100
    ) as failed
  ), '[]');
end
$function$;

GRANT EXECUTE
  ON FUNCTION "public"."list_failed_webhook_events"(text, timestamp with time zone, timestamp
    with time zone, bigint)
  TO "service_role";

COMMENT ON FUNCTION "public"."list_failed_webhook_events"(text, timestamp with time zone, timestamp
  with time zone, bigint) IS 'The events of a provider that could not be applied, in a range of time.';

REVOKE ALL
  ON FUNCTION "public"."list_failed_webhook_events"(text, timestamp with time zone, timestamp
    with time zone, bigint)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."list_failed_webhook_events"(text, timestamp with time zone, timestamp
    with time zone, bigint)
  TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."list_failed_webhook_events"(text, timestamp with time zone, timestamp
    with time zone, bigint)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/list_row_problems.sql

CREATE OR REPLACE FUNCTION public.list_row_problems (
  upload uuid,
  after  bigint,
  batch  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object('id', p.id, 'line', p.line, 'column', p.column_name, 'reason', p.reason, 'outcome', p.outcome)
      order by p.id
    )
    from (
      select q.* from public.lead_row_problems q
      where q.upload_id = upload and q.id > after
      order by q.id
      limit least(greatest(batch, 0), 10000)
    ) as p
  ), '[]');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."list_row_problems"(uuid, bigint, integer) TO "service_role";

COMMENT ON FUNCTION "public"."list_row_problems"(uuid, bigint, integer) IS 'What was wrong with the rows of an upload, page by page.';

REVOKE ALL ON FUNCTION "public"."list_row_problems"(uuid, bigint, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_row_problems"(uuid, bigint, integer) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."list_row_problems"(uuid, bigint, integer)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/list_unfinished_uploads.sql

CREATE OR REPLACE FUNCTION public.list_unfinished_uploads()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  perform intake.fail_dead_uploads();
  return coalesce((
    select jsonb_agg(u.id order by u.staged_at, u.id)
    from public.lead_uploads u
    where u.status = 'staged' and u.staged_at < now() - interval '2 minutes'
  ), '[]');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."list_unfinished_uploads"() TO "service_role";

COMMENT ON FUNCTION "public"."list_unfinished_uploads"() IS 'The uploads whose promotion nobody seems to be at.';

REVOKE ALL ON FUNCTION "public"."list_unfinished_uploads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_unfinished_uploads"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."list_unfinished_uploads"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/log_health_check.sql

CREATE OR REPLACE FUNCTION public.log_health_check()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  ranks constant text[] := array['ok', 'warning', 'critical'];
  found_problems jsonb;
  worst text;
begin
  select
    coalesce(jsonb_agg(to_jsonb(h) - 'unit' order by h.check_name, h.subject), '[]'),
    coalesce(ranks[max(array_position(ranks, h.status))], 'ok')
  into found_problems, worst
  from public.v_database_health h
  where h.status <> 'ok';
  insert into ops.health_check_log as l (hour, checked_at, status, problems, open_alerts)
  values (
    date_trunc('hour', now(), 'UTC'), now(), worst, found_problems,
    (select count(*) from ops.health_alerts a where a.resolved_at is null)
  )
  on conflict on constraint health_check_log_pkey do update
  set checked_at = excluded.checked_at, status = excluded.status, problems = excluded.problems, open_alerts = excluded.open_alerts
  where array_position(ranks, excluded.status) >= array_position(ranks, l.status);
  return jsonb_build_object('status', worst);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."log_health_check"() TO "service_role";

COMMENT ON FUNCTION "public"."log_health_check"() IS 'Writes the hour''s line in the log of health checks: the worst of its checks.';

REVOKE ALL ON FUNCTION "public"."log_health_check"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."log_health_check"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."log_health_check"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/note_told_alerts.sql

CREATE OR REPLACE FUNCTION public.note_told_alerts (
  told jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  noted integer;
begin
  update ops.health_alerts a
  set told = t.news
  from jsonb_to_recordset(note_told_alerts.told) as t (id bigint, news text)
  where a.id = t.id;
  get diagnostics noted = row_count;
  return jsonb_build_object('told', noted);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."note_told_alerts"(jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."note_told_alerts"(jsonb) IS 'Notes what has been told of alerts, so that it isn''t told again.';

REVOKE ALL ON FUNCTION "public"."note_told_alerts"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_told_alerts"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."note_told_alerts"(jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/process_webhook_atomically.sql

CREATE OR REPLACE FUNCTION public.process_webhook_atomically (
  provider   text,
  endpoint   text,
  request_id uuid,
  events     jsonb,
  rate_limit jsonb DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
declare
  problem jsonb;
  fresh record;
  outcome text;
  outcomes jsonb := '{}';
  checkout jsonb;
  nonce jsonb;
begin
  if rate_limit is not null then
    checkout := public.checkout_rate_limit(
      provider || case when endpoint = '' then '' else '/' || endpoint end, 1,
      (rate_limit ->> 'share')::double precision, (rate_limit ->> 'spend_token')::boolean
    );
    if not (checkout ->> 'allowed')::boolean then
      return jsonb_build_object('rate_limit', checkout, 'replayed', false, 'outcomes', null);
    end if;
  end if;

  for i in 0 .. jsonb_array_length(events) - 1 loop
    nonce := events -> i -> 'nonce';
    continue when coalesce(jsonb_typeof(nonce), 'null') = 'null';
    if not intake.use_nonce(
      provider, endpoint, nonce ->> 'value', events -> i ->> 'id', (nonce ->> 'seconds')::integer
    ) then
      return jsonb_build_object('rate_limit', checkout, 'replayed', true, 'outcomes', null);
    end if;
  end loop;

  for fresh in
    -- Sorted, so that two deliveries of overlapping batches claim in one direction and can't wait for each other.
    insert into intake.webhook_events as known (
      provider, endpoint, event_id, event_type, status, occurred_at, request_id, payload, changes
    )
    select distinct on (e ->> 'id')
      process_webhook_atomically.provider, process_webhook_atomically.endpoint, e ->> 'id', e ->> 'type',
      case
        when jsonb_typeof(e -> 'problem') = 'object' then 'deferred'
        when e -> 'changes' = '[]' then 'stored'
        else 'processed'
      end,
      (e ->> 'occurred_at')::timestamptz, process_webhook_atomically.request_id, e -> 'payload', e -> 'changes'
    from jsonb_array_elements(events) as e
    order by e ->> 'id'
    on conflict on constraint webhook_events_once do update
      set duplicates = known.duplicates + 1, last_duplicate_at = now()
    returning id, event_id, status, changes, duplicates = 0 as is_new
  loop
    if not fresh.is_new then
      outcome := 'duplicate';
    elsif fresh.status = 'processed' then
      problem := intake.try_changes(
        fresh.id, fresh.changes, provider, intake.source(provider, endpoint, fresh.event_id)
      );
      outcome := case when problem is null then 'processed' else intake.defer_event(fresh.id, 'apply', problem) end;
    elsif fresh.status = 'stored' then
      insert into public.pipeline_events (stage, webhook_event_id) values ('stored', fresh.id);
      outcome := 'stored';
    else
      select e -> 'problem' into problem from jsonb_array_elements(events) as e where e ->> 'id' = fresh.event_id limit 1;
      outcome := intake.defer_event(fresh.id, 'normalise', problem);
    end if;
    outcomes := outcomes || jsonb_build_object(
      fresh.event_id, jsonb_build_object('id', fresh.event_id, 'status', outcome, 'receipt', fresh.id)
    );
  end loop;

  -- An event that stands twice in one delivery was taken once; its second mention is a duplicate.
  return jsonb_build_object('rate_limit', checkout, 'replayed', false, 'outcomes', case
    when jsonb_array_length(events) = 1 then jsonb_build_array(outcomes -> (events -> 0 ->> 'id'))
    else (
      select jsonb_agg(
        case when e.mention = 1 then outcomes -> e.id else (outcomes -> e.id) || '{"status": "duplicate"}' end
        order by e.position
      )
      from (
        select e ->> 'id' as id, position, row_number() over (partition by e ->> 'id' order by position) as mention
        from jsonb_array_elements(events) with ordinality as listed (e, position)
      ) as e
    )
  end);
end
$function$;

GRANT EXECUTE
  ON FUNCTION "public"."process_webhook_atomically"(text, text, uuid, jsonb, jsonb)
  TO "service_role";

COMMENT ON FUNCTION "public"."process_webhook_atomically"(text, text, uuid, jsonb, jsonb) IS
  'Receipt, de-duplication, business effect and audit row of one verified delivery, in one transaction.';

REVOKE ALL ON FUNCTION "public"."process_webhook_atomically"(text, text, uuid, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."process_webhook_atomically"(text, text, uuid, jsonb, jsonb) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."process_webhook_atomically"(text, text, uuid, jsonb, jsonb)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/promote_staged_leads.sql

CREATE OR REPLACE FUNCTION public.promote_staged_leads (
  upload uuid,
  batch  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  held public.lead_uploads;
  outcome record;
  is_over boolean;
begin
  select u.* into held from public.lead_uploads u where u.id = upload;
  if held.status = 'staged' then
    perform pg_advisory_xact_lock(intake.lead_keys_lock(held.broker_id));
    select u.* into held from public.lead_uploads u where u.id = upload for no key update;
  end if;
  if held.status is distinct from 'staged' then
    return case when held.id is not null then
      jsonb_build_object('status', held.status, 'counts', intake.upload_counts(held))
    end;
  end if;

  outcome := intake.promote_lines(upload, held.broker_id, upload, array(
    select s.line from intake.leads_staging s where s.upload_id = upload order by s.line limit least(greatest(batch, 1), 20000)
  ));
  is_over := not exists (select from intake.leads_staging s where s.upload_id = upload);
  update public.lead_uploads u
  set
    status = case when is_over then 'promoted' else 'staged' end,
    promoted_at = case when is_over then clock_timestamp() end,
    rows_refused = u.rows_refused + (outcome.done).refused,
    leads_new = u.leads_new + (outcome.done).leads_new,
    leads_changed = u.leads_changed + (outcome.done).leads_changed,
    leads_unchanged = u.leads_unchanged + (outcome.done).leads_unchanged,
    conflicts = u.conflicts + (outcome.done).conflicts
  where u.id = upload
  returning u.* into held;
  if is_over then
    perform intake.record_lead_steps(
      'promoted', held.broker_id, '{}', upload,
      milliseconds => array[(extract(epoch from held.promoted_at - held.staged_at) * 1000)::integer]
    );
  end if;
  return jsonb_build_object('status', held.status, 'counts', intake.upload_counts(held));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."promote_staged_leads"(uuid, integer) TO "service_role";

COMMENT ON FUNCTION "public"."promote_staged_leads"(uuid, integer) IS 'Makes leads of staged rows of an upload; to be called until it is promoted.';

REVOKE ALL ON FUNCTION "public"."promote_staged_leads"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."promote_staged_leads"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."promote_staged_leads"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/queue_campaign_leads.sql

CREATE OR REPLACE FUNCTION public.queue_campaign_leads (
  campaign bigint,
  batch    integer
)
  RETURNS jsonb
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select intake.queue_campaign_leads(campaign, batch, now())
$function$;

GRANT EXECUTE ON FUNCTION "public"."queue_campaign_leads"(bigint, integer) TO "service_role";

COMMENT ON FUNCTION "public"."queue_campaign_leads"(bigint, integer) IS 'Takes contactable leads for a campaign into its outbox, as many as the day has room for.';

REVOKE ALL ON FUNCTION "public"."queue_campaign_leads"(bigint, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_campaign_leads"(bigint, integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."queue_campaign_leads"(bigint, integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/reconciliation_cursors.sql

CREATE OR REPLACE FUNCTION public.reconciliation_cursors()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(
    jsonb_object_agg(
      r.provider,
      jsonb_build_object(
        'reconciled_until', r.reconciled_until, 'window_until', r.window_until, 'next_page', r.next_page,
        'last_run_at', r.last_run_at
      )
    ),
    '{}'
  )
  from intake.reconciliations r
$function$;

GRANT EXECUTE ON FUNCTION "public"."reconciliation_cursors"() TO "service_role";

COMMENT ON FUNCTION "public"."reconciliation_cursors"() IS 'How far each provider''s own list of events has been gone through.';

REVOKE ALL ON FUNCTION "public"."reconciliation_cursors"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."reconciliation_cursors"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."reconciliation_cursors"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/record_lead_verifications.sql

CREATE OR REPLACE FUNCTION public.record_lead_verifications (
  provider text,
  results  jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  hash_key constant text := intake.secret('email_hash_key');
  outcome record;
  broker record;
begin
  with result as materialized (
    select r.*, b.id as broker_id, encode(extensions.hmac(lower(r.email), hash_key, 'sha256'), 'hex') as email_hash,
      array(select distinct c from jsonb_array_elements_text(coalesce(r.codes, '[]')) as c order by c) as all_codes
    from rows from (
      jsonb_to_recordset(results)
        as (lead bigint, broker text, email text, mak text, apn text, apn_county text, codes jsonb, payload jsonb)
    ) with ordinality as r (lead, broker, email, mak, apn, apn_county, codes, payload, position)
    left join public.brokers b on b.slug = r.broker
  ),
  about as (
    select l.id, r.position, r.all_codes, r.payload
    from result r
    cross join lateral (
      select l.id from public.leads l where l.id = r.lead
      union
      select l.id
      from intake.leads_of_email_hashes(array[r.email_hash]) as e (id)
      join public.leads l on l.id = e.id
      where r.broker is null or l.broker_id = r.broker_id
      union
      select l.id from public.leads l where l.broker_id = r.broker_id and l.mak = r.mak
      union
      select l.id from public.leads l where l.broker_id = r.broker_id and l.apn = r.apn and l.apn_county = coalesce(r.apn_county, '')
    ) as l
  ),
  -- Of several results on one lead the last one counts, whatever the codes of the others.
  last as materialized (
    select distinct on (a.id) a.id, a.payload, a.all_codes from about a order by a.id, a.position desc
  ),
  said as materialized (
    select t.id, t.payload, m.email_codes, m.phone_codes, m.email_verdict, m.phone_verdict
    from last t
    cross join lateral (
      select
        coalesce(array_agg(c.code) filter (where c.what = 'email'), '{}') as email_codes,
        coalesce(array_agg(c.code) filter (where c.what = 'phone'), '{}') as phone_codes,
        not bool_or(c.verdict = 'unverified') filter (where c.what = 'email' and c.verdict <> 'unknown') as email_verdict,
        not bool_or(c.verdict = 'unverified') filter (where c.what = 'phone' and c.verdict <> 'unknown') as phone_verdict
      from public.verification_code_map c
      where c.provider = record_lead_verifications.provider and c.code = any (t.all_codes)
    ) as m
  ),
  held as materialized (
    select l.*, s.email_codes, s.phone_codes, s.email_verdict, s.phone_verdict, s.payload
    from said s
    join public.leads l on l.id = s.id
    where l.erased_at is null
    order by l.id
    for no key update of l
  ),
  written as (
    update public.leads l
    set
      email_verified = n.email_verified, phone_verified = n.phone_verified, email_verification_codes = n.email_codes,
      phone_verification_codes = n.phone_codes, melissa_payload = coalesce(h.payload, h.melissa_payload), updated_at = now()
    from held h
    cross join lateral (
      select
        case when h.email_hash is null then h.email_verified else coalesce(h.email_verdict, h.email_verified) end as email_verified,
        case when h.phone is null then h.phone_verified else coalesce(h.phone_verdict, h.phone_verified) end as phone_verified,
        array(select distinct c from unnest(h.email_verification_codes || h.email_codes) as c order by c) as email_codes,
        array(select distinct c from unnest(h.phone_verification_codes || h.phone_codes) as c order by c) as phone_codes
    ) as n
    where l.id = h.id and (n.email_verified, n.phone_verified, n.email_codes, n.phone_codes, coalesce(h.payload, h.melissa_payload))
      is distinct from (h.email_verified, h.phone_verified, h.email_verification_codes, h.phone_verification_codes, h.melissa_payload)
    returning l.id, l.broker_id,
      l.email_verified and not h.email_verified or l.phone_verified and not h.phone_verified as is_newly_verified
  )
  select (select count(*) from held) as leads, count(*) as changed,
    array_agg(w.id order by w.id) filter (where w.is_newly_verified) as verified
  into outcome
  from written w;

  for broker in
    select l.broker_id as id, array_agg(l.id order by l.id) as leads
    from public.leads l where l.id = any (outcome.verified) group by l.broker_id order by l.broker_id
  loop
    perform intake.record_lead_steps('verified', broker.id, broker.leads);
  end loop;
  return jsonb_build_object('leads', outcome.leads, 'changed', outcome.changed);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."record_lead_verifications"(text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."record_lead_verifications"(text, jsonb) IS 'What a verification service says of leads that are here already.';

REVOKE ALL ON FUNCTION "public"."record_lead_verifications"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_lead_verifications"(text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."record_lead_verifications"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/record_reconciliation.sql

CREATE OR REPLACE FUNCTION public.record_reconciliation (
  provider         text,
  reconciled_until timestamp with time zone,
  window_until     timestamp with time zone,
  next_page        text,
  error            text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into intake.reconciliations as known (
    provider, reconciled_until, window_until, next_page, last_run_at, last_error, failures, failing_since
  )
  values (
    record_reconciliation.provider, record_reconciliation.reconciled_until, record_reconciliation.window_until,
    record_reconciliation.next_page, now(), error, (error is not null)::integer,
    case when error is not null then now() end
  )
  on conflict on constraint reconciliations_pkey do update set
    reconciled_until = excluded.reconciled_until,
    window_until = excluded.window_until,
    next_page = excluded.next_page,
    last_run_at = excluded.last_run_at,
    last_error = excluded.last_error,
    failures = case when excluded.last_error is null then 0 else known.failures + 1 end,
    failing_since = case when excluded.last_error is not null then coalesce(known.failing_since, now()) end
$function$;

GRANT EXECUTE
  ON FUNCTION "public"."record_reconciliation"(text, timestamp with time zone, timestamp
    with time zone, text, text)
  TO "service_role";

COMMENT ON FUNCTION "public"."record_reconciliation"(text, timestamp with time zone, timestamp
  with time zone, text, text) IS 'Notes how far a run has come with a provider''s own list of events.';

REVOKE ALL
  ON FUNCTION "public"."record_reconciliation"(text, timestamp with time zone, timestamp
    with time zone, text, text)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."record_reconciliation"(text, timestamp with time zone, timestamp
    with time zone, text, text)
  TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."record_reconciliation"(text, timestamp with time zone, timestamp
    with time zone, text, text)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/record_refusals.sql

CREATE OR REPLACE FUNCTION public.record_refusals (
  function text,
  counts   jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into intake.refusals as r (function, reason, minute, count)
  select record_refusals.function, c.key, date_trunc('minute', now()), c.value::bigint
  from jsonb_each_text(counts) as c
  order by c.key
  on conflict on constraint refusals_pkey do update set count = r.count + excluded.count;
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."record_refusals"(text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."record_refusals"(text, jsonb) IS 'Adds what a running function counted since it last told.';

REVOKE ALL ON FUNCTION "public"."record_refusals"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_refusals"(text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."record_refusals"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- public/functions/redeem_consent_token.sql

CREATE OR REPLACE FUNCTION public.redeem_consent_token (
  purpose    text,
  lead       bigint,
  nonce_hash text,
  address    text   DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  token intake.consent_tokens;
  told public.leads;
  waited interval;
begin
  if redeem_consent_token.purpose = 'unsubscribe' then
    perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
  else
    perform from public.leads l where l.id = redeem_consent_token.lead for no key update;
  end if;

  update intake.consent_tokens t
  set redeemed_at = coalesce(t.redeemed_at, now())
  where t.nonce_hash = redeem_consent_token.nonce_hash
    and t.purpose = redeem_consent_token.purpose
    and t.lead_id = redeem_consent_token.lead
    and t.expires_at > now()
    and (t.redeemed_at is null or t.purpose = 'unsubscribe')
    and exists (select from public.leads l where l.id = t.lead_id and l.erased_at is null)
  returning t.* into token;
  if not found then
    return null;
  end if;

  if token.purpose = 'unsubscribe' then
    perform intake.unsubscribe_lead(token.lead_id, intake.source('consent', '', token.id::text));
  else
    update public.leads l
    set consent = true, consent_at = now(), consent_source = 'link', consent_address = redeem_consent_token.address::inet,
      consent_text_version = (select x.version from public.consent_texts x where x.id = token.consent_text_id), updated_at = now()
    where l.id = token.lead_id
    returning l.* into told;
    if not exists (select from public.pipeline_events e where e.lead_id = told.id and e.stage = 'consented') then
      waited := now() - token.created_at;
      perform intake.record_lead_steps(
        'consented', told.broker_id, array[told.id],
        milliseconds => array[least(extract(epoch from waited) * 1000, 2147483647)::integer]
      );
    end if;
  end if;

  return (
    select jsonb_build_object(
      'broker', b.name, 'status', case token.purpose when 'consent' then 'consented' else 'unsubscribed' end
    )
    from public.leads l join public.brokers b on b.id = l.broker_id
    where l.id = token.lead_id
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."redeem_consent_token"(text, bigint, text, text) TO "service_role";

COMMENT ON FUNCTION "public"."redeem_consent_token"(text, bigint, text, text) IS 'Redeems a link by which a lead agrees or unsubscribes; null when it is none.';

REVOKE ALL ON FUNCTION "public"."redeem_consent_token"(text, bigint, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."redeem_consent_token"(text, bigint, text, text) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."redeem_consent_token"(text, bigint, text, text)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/refresh_contactable_leads.sql

CREATE OR REPLACE FUNCTION public.refresh_contactable_leads()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET statement_timeout TO '120s'
  AS $function$
declare
  start constant timestamptz := clock_timestamp();
  refreshed constant boolean := ops.run_with_lock('refresh-contactable-leads', 'intake.refresh_contactable_view()'::regprocedure);
begin
  return jsonb_build_object(
    'refreshed', refreshed,
    'rows', case when refreshed then (select count(*) from public.mv_contactable_leads) end,
    'milliseconds', round(extract(epoch from clock_timestamp() - start) * 1000)
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."refresh_contactable_leads"() TO "service_role";

COMMENT ON FUNCTION "public"."refresh_contactable_leads"() IS 'Refreshes the contactable leads, unless somebody else is at it.';

REVOKE ALL ON FUNCTION "public"."refresh_contactable_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_contactable_leads"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."refresh_contactable_leads"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/refresh_security_alerts.sql

CREATE OR REPLACE FUNCTION public.refresh_security_alerts()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  perform intake.sum_receipt_hours();
  return ops.keep_alerts('security', coalesce(
    (
      select jsonb_agg(jsonb_build_object('kind', s.kind, 'subject', s.source, 'severity', s.severity))
      from public.v_webhook_security_alerts s
    ),
    '[]'
  ));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."refresh_security_alerts"() TO "service_role";

COMMENT ON FUNCTION "public"."refresh_security_alerts"() IS 'Raises and resolves alerts by the security alerts that are computed.';

REVOKE ALL ON FUNCTION "public"."refresh_security_alerts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_security_alerts"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."refresh_security_alerts"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/release_ended_campaigns.sql

CREATE OR REPLACE FUNCTION public.release_ended_campaigns()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  released bigint;
begin
  with waiting as (
    select o.id, o.lead_id
    from intake.campaign_outbox o
    join public.campaigns c on c.id = o.campaign_id
    join public.leads l on l.id = o.lead_id
    where o.status = 'waiting' and o.attempts = 0 and c.status = 'ended'
    for update of o, l skip locked
  ),
  undone as (
    delete from intake.campaign_outbox o using waiting w where o.id = w.id
    returning o.lead_id
  )
  update public.leads l
  set campaign_status = 'new', updated_at = now()
  from undone u
  where l.id = u.lead_id and l.campaign_status = 'queued';
  get diagnostics released = row_count;
  return jsonb_build_object('released', released);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."release_ended_campaigns"() TO "service_role";

COMMENT ON FUNCTION "public"."release_ended_campaigns"() IS 'Gives back the leads that wait for a campaign that has ended.';

REVOKE ALL ON FUNCTION "public"."release_ended_campaigns"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_ended_campaigns"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."release_ended_campaigns"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/replay_webhook_event.sql

CREATE OR REPLACE FUNCTION public.replay_webhook_event (
  receipt bigint,
  changes jsonb,
  dry_run boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
declare
  event intake.webhook_events;
  concerned jsonb;
  before jsonb;
  after jsonb;
  problem jsonb;
begin
  select e.* into event from intake.webhook_events e where e.id = receipt for no key update;
  if not found then
    return null;
  end if;
  concerned := changes || event.changes;
  before := intake.rows_of(concerned, event.provider);
  begin
    problem := intake.apply_again(event, changes);
    if problem is null then
      insert into public.pipeline_events (stage, webhook_event_id) values ('replayed', receipt);
    end if;
    after := intake.rows_of(concerned, event.provider);
    if dry_run then
      raise exception using errcode = 'SL001', message = 'a dry run is rolled back';
    end if;
  exception when sqlstate 'SL001' then
    null;
  end;
  return jsonb_build_object('problem', problem, 'before', before, 'after', after);
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."replay_webhook_event"(bigint, jsonb, boolean) TO "service_role";

COMMENT ON FUNCTION "public"."replay_webhook_event"(bigint, jsonb, boolean) IS 'Applies a received event again, or with dry_run shows what that would change.';

REVOKE ALL ON FUNCTION "public"."replay_webhook_event"(bigint, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."replay_webhook_event"(bigint, jsonb, boolean) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."replay_webhook_event"(bigint, jsonb, boolean)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/resolve_lead_conflict.sql

CREATE OR REPLACE FUNCTION public.resolve_lead_conflict (
  conflict bigint,
  lead     bigint
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  insert into public.lead_resolutions (conflict_id, broker_id, lead_id)
  select c.id, c.broker_id, resolve_lead_conflict.lead
  from public.lead_conflicts c
  where c.id = resolve_lead_conflict.conflict
  on conflict on constraint lead_resolutions_pkey do nothing;

  return (
    select jsonb_build_object(
      'lead', r.lead_id, 'joined', r.joined, 'resolved_by', r.resolved_by, 'resolved_at', r.resolved_at
    )
    from public.lead_resolutions r
    where r.conflict_id = resolve_lead_conflict.conflict
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."resolve_lead_conflict"(bigint, bigint) TO "authenticated";

COMMENT ON FUNCTION "public"."resolve_lead_conflict"(bigint, bigint) IS 'Resolves a conflict of the caller''s broker: its row is about one of its leads.';

REVOKE ALL ON FUNCTION "public"."resolve_lead_conflict"(bigint, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."resolve_lead_conflict"(bigint, bigint) TO "postgres";

REVOKE ALL ON FUNCTION "public"."resolve_lead_conflict"(bigint, bigint) FROM PUBLIC, "anon", "service_role";

-- public/functions/rotate_email_keys.sql

CREATE OR REPLACE FUNCTION public.rotate_email_keys (
  batch integer DEFAULT 1000
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  newest constant integer := intake.newest_email_key();
  key constant text := intake.secret('email_encryption_key:' || coalesce(newest, 1));
  rotated integer;
begin
  update public.leads l
  set email_encrypted = intake.encrypt_with(coalesce(l.email, public.decrypt_email(l.email_encrypted)), newest, key), email = null
  where l.id in (
    select o.id
    from (
      select e.id from public.leads e
      where e.email_encrypted is not null and not starts_with(e.email_encrypted, newest || ':')
      union all
      select p.id from public.leads p
      where p.email is not null and p.broker_id in (select b.id from public.brokers b where b.encrypts_emails)
    ) as o
    limit least(greatest(batch, 0), 2000)
  );
  get diagnostics rotated = row_count;
  update public.lead_conflicts c
  set stated = c.stated || jsonb_build_object('email_encrypted', intake.encrypt_with(
    public.decrypt_email(c.stated ->> 'email_encrypted'), newest, key
  ))
  where c.stated ? 'email_encrypted' and not starts_with(c.stated ->> 'email_encrypted', newest || ':');
  return jsonb_build_object('rotated', rotated, 'done', rotated < least(greatest(batch, 1), 2000));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."rotate_email_keys"(integer) TO "service_role";

COMMENT ON FUNCTION "public"."rotate_email_keys"(integer) IS 'Encrypts addresses anew that are under an older key, or plain and should not be.';

REVOKE ALL ON FUNCTION "public"."rotate_email_keys"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_email_keys"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "public"."rotate_email_keys"(integer) FROM PUBLIC, "anon", "authenticated";

-- public/functions/security_alerts.sql

CREATE OR REPLACE FUNCTION public.security_alerts()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return coalesce((
    select jsonb_agg(to_jsonb(a) order by array_position(array['critical', 'warning', 'info'], a.severity), a.since)
    from public.v_webhook_security_alerts a
  ), '[]');
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."security_alerts"() TO "service_role";

COMMENT ON FUNCTION "public"."security_alerts"() IS 'The alerts as staff see them, the most severe first.';

REVOKE ALL ON FUNCTION "public"."security_alerts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."security_alerts"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."security_alerts"() FROM PUBLIC, "anon", "authenticated";

-- public/functions/settle_campaign_leads.sql

CREATE OR REPLACE FUNCTION public.settle_campaign_leads (
  campaign      bigint,
  outcomes      jsonb,
  pause_seconds integer DEFAULT NULL::integer,
  gone          boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select intake.settle_campaign_leads(campaign, outcomes, pause_seconds, gone, now())
$function$;

GRANT EXECUTE ON FUNCTION "public"."settle_campaign_leads"(bigint, jsonb, integer, boolean) TO "service_role";

COMMENT ON FUNCTION "public"."settle_campaign_leads"(bigint, jsonb, integer, boolean) IS
  'Notes what came of claimed leads.';

REVOKE ALL ON FUNCTION "public"."settle_campaign_leads"(bigint, jsonb, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_campaign_leads"(bigint, jsonb, integer, boolean) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."settle_campaign_leads"(bigint, jsonb, integer, boolean)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/settle_dead_letter.sql

CREATE OR REPLACE FUNCTION public.settle_dead_letter (
  letter  bigint,
  changes jsonb,
  problem jsonb  DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  AS $function$
declare
  event intake.webhook_events;
  held intake.pipeline_dlq;
  failure jsonb := problem;
begin
  -- The receipt first, then its letter, then business rows, as in the webhook's own door: nobody waits in a circle.
  select e.* into event
  from intake.webhook_events e
  where e.id = (select d.webhook_event_id from intake.pipeline_dlq d where d.id = letter)
  for no key update;
  select d.* into held from intake.pipeline_dlq d where d.id = letter for update;
  if held.status is distinct from 'waiting' then
    return jsonb_build_object('status', coalesce(held.status, 'resolved'), 'reason', null, 'field', null);
  end if;

  if problem is null then
    failure := intake.apply_again(event, changes);
    if failure is null then
      return jsonb_build_object('status', 'resolved', 'reason', null, 'field', null);
    end if;
  end if;

  update intake.pipeline_dlq d
  set
    kind = case when problem is null then 'apply' else 'normalise' end,
    reason = failure ->> 'code',
    field = nullif(failure ->> 'field', ''),
    last_failed_at = now(),
    next_attempt_at = now() + intake.backoff(held.attempts)
  where d.id = held.id;
  if held.attempts >= intake.most_attempts() then
    perform intake.give_up_event(event.id, failure);
  end if;
  return jsonb_build_object(
    'status', case when held.attempts >= intake.most_attempts() then 'dead' else 'waiting' end,
    'reason', failure ->> 'code', 'field', nullif(failure ->> 'field', '')
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."settle_dead_letter"(bigint, jsonb, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."settle_dead_letter"(bigint, jsonb, jsonb) IS 'Tries a claimed dead letter again, and says when next or that it is given up.';

REVOKE ALL ON FUNCTION "public"."settle_dead_letter"(bigint, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_dead_letter"(bigint, jsonb, jsonb) TO "postgres";

REVOKE ALL
  ON FUNCTION "public"."settle_dead_letter"(bigint, jsonb, jsonb)
  FROM PUBLIC, "anon", "authenticated";

-- public/functions/show_consent_link.sql

CREATE OR REPLACE FUNCTION public.show_consent_link (
  purpose    text,
  lead       bigint,
  nonce_hash text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  return (
    select jsonb_build_object(
      'broker', b.name,
      'text', case when x.id is not null then jsonb_build_object('version', x.version, 'body', replace(x.body, '{broker}', b.name)) end
    )
    from intake.consent_tokens t
    join public.leads l on l.id = t.lead_id and l.erased_at is null
    join public.brokers b on b.id = l.broker_id
    left join public.consent_texts x on x.id = t.consent_text_id
    where t.nonce_hash = show_consent_link.nonce_hash
      and t.purpose = show_consent_link.purpose
      and t.lead_id = show_consent_link.lead
      and t.expires_at > now()
      and (t.redeemed_at is null or t.purpose = 'unsubscribe')
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."show_consent_link"(text, bigint, text) TO "service_role";

COMMENT ON FUNCTION "public"."show_consent_link"(text, bigint, text) IS 'What a link shows by which a lead agrees or unsubscribes; null when it is none.';

REVOKE ALL ON FUNCTION "public"."show_consent_link"(text, bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."show_consent_link"(text, bigint, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."show_consent_link"(text, bigint, text) FROM PUBLIC, "anon", "authenticated";

-- public/functions/stage_leads.sql

CREATE OR REPLACE FUNCTION public.stage_leads (
  upload uuid,
  rows   json
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  receiving record;
  hash_key constant text := intake.secret('email_hash_key');
  key_number integer;
  key text;
  sent json;
begin
  -- Before the upload is held together with whoever stages another batch of it, and seldom: this one is held alone.
  update public.lead_uploads u
  set last_heard_at = now()
  where u.id = upload and u.status = 'receiving' and u.last_heard_at < now() - interval '10 seconds';

  select u.broker_id, b.encrypts_emails into receiving
  from public.lead_uploads u
  join public.brokers b on b.id = u.broker_id
  where u.id = upload and u.status = 'receiving'
  for share of u;
  if not found then
    raise exception using errcode = 'SL022', message = 'the upload takes no rows';
  end if;
  if receiving.encrypts_emails then
    key_number := intake.newest_email_key();
    key := intake.secret('email_encryption_key:' || coalesce(key_number, 1));
  end if;

  begin
    perform intake.stage_rows(upload, receiving.broker_id, rows, receiving.encrypts_emails, hash_key, key_number, key);
  exception when data_exception or integrity_constraint_violation then
    for sent in select r.value from json_array_elements(rows) as r loop
      begin
        perform intake.stage_rows(
          upload, receiving.broker_id, json_build_array(sent), receiving.encrypts_emails, hash_key, key_number, key
        );
      exception when data_exception or integrity_constraint_violation then
        perform intake.stage_rows(
          upload, receiving.broker_id,
          json_build_array(json_build_object(
            'line', sent -> 'line', 'problems', '[{"column": "", "reason": "not-storable"}]'::json, 'source', sent -> 'source'
          )),
          receiving.encrypts_emails, hash_key, key_number, key
        );
      end;
    end loop;
  end;
  return jsonb_build_object('staged', json_array_length(rows));
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."stage_leads"(uuid, json) TO "service_role";

COMMENT ON FUNCTION "public"."stage_leads"(uuid, json) IS 'Stages rows of an upload that is being received.';

REVOKE ALL ON FUNCTION "public"."stage_leads"(uuid, json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."stage_leads"(uuid, json) TO "postgres";

REVOKE ALL ON FUNCTION "public"."stage_leads"(uuid, json) FROM PUBLIC, "anon", "authenticated";

-- public/functions/upsert_lead.sql

CREATE OR REPLACE FUNCTION public.upsert_lead (
  broker text,
  lead   jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  staging constant uuid := gen_random_uuid();
  owner record;
  key_number integer;
  outcome record;
begin
  select b.id, b.encrypts_emails into owner from public.brokers b where b.slug = upsert_lead.broker;
  if not found then
    return '{"status": "refused", "lead": null, "reason": "unknown-broker"}';
  end if;
  if owner.encrypts_emails then
    key_number := intake.newest_email_key();
  end if;
  begin
    perform intake.stage_rows(
      staging, null, json_build_array(json_build_object('line', 1, 'lead', lead)), owner.encrypts_emails,
      intake.secret('email_hash_key'), key_number,
      case when owner.encrypts_emails then intake.secret('email_encryption_key:' || coalesce(key_number, 1)) end
    );
  exception when data_exception then
    return '{"status": "refused", "lead": null, "reason": "not-storable"}';
  end;
  if not exists (select from intake.leads_staging s where s.upload_id = staging) then
    return '{"status": "refused", "lead": null, "reason": "no-key"}';
  end if;

  perform pg_advisory_xact_lock(intake.lead_keys_lock(owner.id));
  outcome := intake.promote_lines(staging, owner.id, null, '{1}');
  return jsonb_build_object(
    'status', case
      when (outcome.done).leads_new > 0 then 'new'
      when (outcome.done).leads_changed > 0 then 'changed'
      when (outcome.done).leads_unchanged > 0 then 'unchanged'
      when (outcome.done).conflicts > 0 then 'conflict'
      else 'refused'
    end,
    'lead', case when (outcome.done).conflicts + (outcome.done).refused = 0 then outcome.last_lead end,
    'reason', outcome.refusal
  );
end
$function$;

GRANT EXECUTE ON FUNCTION "public"."upsert_lead"(text, jsonb) TO "service_role";

COMMENT ON FUNCTION "public"."upsert_lead"(text, jsonb) IS 'Adds or completes one lead of a broker, as a row of an upload would.';

REVOKE ALL ON FUNCTION "public"."upsert_lead"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."upsert_lead"(text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."upsert_lead"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

-- _cluster/default_privileges.sql

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" REVOKE ALL ON FUNCTIONS FROM PUBLIC;
