import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import type { JobCounts } from "../../shared/jobs/job.ts";

const released = z.object({ released: z.number().int() });
const refresh = z.object({
  refreshed: z.boolean(),
  rows: z.number().int().nullable(),
  milliseconds: z.number().int(),
});

// Beyond what a million leads take, and within the 150 seconds that the platform gives a request.
const deadlineMilliseconds = 125_000;

/**
 * Gives back what waits for campaigns that have ended, then works out whom campaigns may take next. `refreshed` is 0 when somebody else
 * was at it.
 */
export async function refreshContactableLeads(rpc: Rpc): Promise<JobCounts> {
  const given = released.parse(await rpc("release_ended_campaigns", {}));
  const done = refresh.parse(await rpc("refresh_contactable_leads", {}, deadlineMilliseconds));
  return {
    ...given,
    refreshed: done.refreshed ? 1 : 0,
    ...(done.rows !== null && { rows: done.rows }),
    milliseconds: done.milliseconds,
  };
}
