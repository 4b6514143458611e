/**
 * Everything that the Data API's roles may do in our schemas, in full: what isn't named here is closed, and
 * opening something is a visible change of this list.
 */
export const doors = {
  /** Nobody has signed in. */
  anon: { schemas: ["public"], execute: [], select: [] },

  /** People who signed in. Which rows they see is for the policies to say. */
  authenticated: {
    schemas: ["public", "intake", "ops"],
    execute: [],
    select: [
      "intake.pipeline_dlq",
      "intake.webhook_events",
      "public.brokers",
      "public.contact_identities",
      "public.contact_tags",
      "public.contacts",
      "public.engagements",
      "public.members",
      "public.pipeline_events",
      "public.products",
      "public.registrations",
      "public.subscriptions",
      "public.tags",
      "public.transactions",
      "public.v_pipeline_dlq",
      "public.v_webhook_events",
    ],
  },

  /** Our edge functions. No tables: a leaked key can't read or write one. */
  service_role: {
    schemas: ["public"],
    execute: [
      "public.check_health()",
      "public.process_webhook_atomically(provider text, endpoint text, request_id uuid, events jsonb)",
    ],
    select: [],
  },
} as const;
