import { checkoutSchema } from "../../../shared/rate-limit/checkout.ts";
import type { InstantDataApi } from "../instant-data-api.ts";

const counts = {
  rows_read: 0,
  rows_refused: 0,
  leads_new: 0,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
};
const withinLimit = checkoutSchema.parse({
  allowed: true,
  reason: null,
  limit: 60,
  remaining: 59,
  refill_per_minute: 60,
  reset_seconds: 1,
  retry_after_seconds: 0,
});

/** A Data API that takes uploads at once and keeps nothing, so that what the function's process does is all there is to measure. */
export function startInstantUploads(): InstantDataApi {
  let requests = 0;
  const answers: Readonly<Record<string, unknown>> = {
    checkout_rate_limit: withinLimit,
    claim_lead_upload: { claimed: true, upload: crypto.randomUUID() },
    stage_leads: { staged: 1 },
    complete_lead_staging: { status: "staged" },
    promote_staged_leads: { status: "promoted", counts },
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      requests += 1;
      await request.arrayBuffer();
      return Response.json(answers[new URL(request.url).pathname.split("/").at(-1) ?? ""] ?? null);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests: () => requests,
    stop: () => server.shutdown(),
  };
}
