import { withinLimit } from "../../support/within-limit.ts";

const counts = {
  rows_read: 0,
  rows_refused: 0,
  leads_new: 0,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
};
const answers: Readonly<Record<string, unknown>> = {
  checkout_rate_limit: withinLimit,
  claim_lead_upload: { claimed: true, upload: crypto.randomUUID() },
  stage_leads: { staged: 1 },
  complete_lead_staging: { status: "staged" },
  promote_staged_leads: { status: "promoted", counts },
};

/** What the Data API answers `lead-upload`: every file is taken, and nobody looks into it. */
export async function takeUploads(request: Request): Promise<unknown> {
  await request.arrayBuffer();
  return answers[new URL(request.url).pathname.split("/").at(-1) ?? ""] ?? null;
}
