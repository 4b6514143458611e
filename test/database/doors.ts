/**
 * Everything that the Data API's roles may do in our schemas, in full: what isn't named here is closed, and
 * opening something is a visible change of this list.
 */
export const doors = {
  /** Nobody has signed in. */
  anon: { schemas: ["public"], execute: [], select: [], insert: [], update: [], delete: [] },

  /** People who signed in. Which rows they see is for the policies to say. */
  authenticated: {
    schemas: ["public", "intake", "ops"],
    execute: [],
    select: [
      "intake.pipeline_dlq",
      "intake.rate_limit_buckets",
      "intake.rate_limit_grants",
      "intake.rate_limits",
      "intake.reconciliations",
      "intake.refusals",
      "intake.webhook_events",
      "ops.job_runs",
      "ops.scheduled_jobs",
      "public.brokers",
      "public.campaigns",
      "public.contact_identities",
      "public.contact_tags",
      "public.contacts",
      "public.engagements",
      "public.holidays",
      "public.lead_uploads",
      "public.leads",
      "public.members",
      "public.pipeline_days",
      "public.pipeline_events",
      "public.products",
      "public.registrations",
      "public.subscriptions",
      "public.tags",
      "public.transactions",
      "public.upload_steps",
      "public.v_job_runs",
      "public.v_pipeline_dlq",
      "public.v_rate_limit_status",
      "public.v_scheduled_jobs",
      "public.v_webhook_events",
      "public.v_webhook_security_alerts",
    ],
    // Of the columns that are granted, and the rows that the policies give them.
    insert: ["public.campaigns", "public.holidays"],
    update: ["public.campaigns", "public.leads"],
    delete: ["public.holidays"],
  },

  /** Our edge functions. No tables: a leaked key can't read or write one. */
  service_role: {
    schemas: ["public"],
    execute: [
      "public.check_health()",
      "public.checkout_rate_limit(source text, cost integer, share double precision, spend_token boolean)",
      "public.claim_dead_letters(batch integer)",
      "public.claim_job_run(job text, run bigint, request uuid)",
      "public.cleanup_stale_rate_limits()",
      "public.complete_job_run(run bigint, request uuid, counts jsonb, error text)",
      "public.find_webhook_events(provider text, event_id text)",
      "public.get_rate_limit_info(source text)",
      "public.list_failed_webhook_events(provider text, since timestamp with time zone, until timestamp with time zone, after bigint)",
      "public.process_webhook_atomically(provider text, endpoint text, request_id uuid, events jsonb, rate_limit jsonb)",
      "public.reconciliation_cursors()",
      "public.record_reconciliation(provider text, reconciled_until timestamp with time zone, window_until timestamp with time zone, next_page text, error text)",
      "public.record_refusals(function text, counts jsonb)",
      "public.replay_webhook_event(receipt bigint, changes jsonb, dry_run boolean)",
      "public.security_alerts()",
      "public.settle_dead_letter(letter bigint, changes jsonb, problem jsonb)",
    ],
    select: [],
    insert: [],
    update: [],
    delete: [],
  },
} as const;
