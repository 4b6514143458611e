import { z } from "zod/v3";
import type { JobCounts, JobRun } from "../../shared/jobs/job.ts";
import { promoteUpload } from "../../shared/leads/promote-upload.ts";

const unfinished = z.array(z.string().uuid());

/**
 * Promotes the uploads that are staged and were left, the oldest first, until there are none or the run has had its time.
 *
 * One that can't be promoted holds up no other, but the run has failed: it rejects with the first failure in the end.
 */
export async function promoteUnfinished(run: JobRun): Promise<JobCounts> {
  const uploads = unfinished.parse(await run.rpc("list_unfinished_uploads", {}));
  const counts = { unfinished: uploads.length, promoted: 0 };
  const failures: unknown[] = [];
  for (const upload of uploads) {
    if (run.isTimeUp()) break;
    try {
      const { status } = await promoteUpload(run.rpc, upload, run.isTimeUp);
      if (status === "promoted") counts.promoted += 1;
    } catch (thrown) {
      failures.push(thrown);
      run.report(thrown, upload);
    }
  }
  if (failures.length > 0) throw failures[0];
  return counts;
}
