import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";

const whole = z.number().int().nonnegative();

/** What an upload's sender is told of its rows. */
export const uploadCounts = z.object({
  rows_read: whole,
  rows_refused: whole,
  leads_new: whole,
  leads_changed: whole,
  leads_unchanged: whole,
  conflicts: whole,
});

const promotion = z.object({ status: z.enum(["staged", "promoted"]), counts: uploadCounts });

/** How far the promotion of an upload has come. */
export type Promotion = Readonly<z.output<typeof promotion>>;

// Each call well below the database's deadline of eight seconds.
const batch = 5000;

/**
 * Makes leads of an upload's staged rows, until all are promoted or time is up. Several may be at one upload at once. Rejects when the
 * database can't go on; what was promoted until then stays.
 */
export async function promoteUpload(rpc: Rpc, upload: string, isTimeUp: () => boolean): Promise<Promotion> {
  for (;;) {
    const reached = promotion.parse(await rpc("promote_staged_leads", { upload, batch }));
    if (reached.status === "promoted" || isTimeUp()) return reached;
  }
}
