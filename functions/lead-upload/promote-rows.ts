import type { Promotion, Uploads } from "./uploads.ts";

const batch = 5000;

/**
 * Promotes staged rows until all are, or time is up. A failure leaves them staged, for the job: they are ours, and the sender must not
 * send them again.
 */
export async function promoteRows(
  uploads: Pick<Uploads, "promote">,
  upload: string,
  isTimeUp: () => boolean,
  report: (thrown: unknown) => void,
): Promise<Promotion> {
  let promotion: Promotion = { status: "staged", counts: none };
  try {
    do promotion = await uploads.promote(upload, batch);
    while (promotion.status === "staged" && !isTimeUp());
  } catch (thrown) {
    report(thrown);
  }
  return promotion;
}

const none = {
  rows_read: 0,
  rows_refused: 0,
  leads_new: 0,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
} as const;
