import { z } from "zod/v3";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import type { JobCounts, JobRun } from "../../shared/jobs/job.ts";
import { type TellAlerts, tellAlertNews } from "./alert-news.ts";
import type { Heartbeat } from "./heartbeat.ts";

const kept = z.object({ raised: z.number().int(), resolved: z.number().int(), open: z.number().int() });
const report = kept.extend({ checks: z.array(z.object({ status: z.enum(["ok", "warning", "critical"]) })) });

/**
 * Has the database check itself, its security alerts raised or resolved, and the hour's line written, and tells what is new of alerts
 * where anybody wants to hear it. No part depends on another: what fails holds up nothing, but the run has failed, and rejects with the
 * first failure in the end. Only a run that did all of it gives a sign of life.
 */
export async function checkHealth(
  run: JobRun,
  tell: TellAlerts | null,
  beat: Heartbeat | null,
): Promise<JobCounts> {
  const { rpc } = run;
  const counts = { ok: 0, warning: 0, critical: 0, raised: 0, resolved: 0, open: 0, told: 0 };
  const failures: unknown[] = [];

  await attempt("health", async () => {
    const { checks, ...alerts } = report.parse(await rpc("daily_health_check", {}));
    for (const { status } of checks) counts[status] += 1;
    add(alerts);
  });
  await attempt("security", async () => add(kept.parse(await rpc("refresh_security_alerts", {}))));
  await attempt("log", async () => {
    await rpc("log_health_check", {});
  });
  if (tell) {
    await attempt("telling", async () => {
      counts.told = await tellAlertNews(rpc, tell);
    });
  }
  if (failures.length > 0) throw failures[0];
  await beat?.();
  return counts;

  function add({ raised, resolved, open }: z.output<typeof kept>): void {
    counts.raised += raised;
    counts.resolved += resolved;
    counts.open += open;
  }

  async function attempt(subject: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      // A statement that took too long says nothing of the next one; a database that is gone does.
      if (thrown instanceof DatabaseUnavailable && thrown.code !== "57014") throw thrown;
      run.report(thrown, subject);
      failures.push(thrown);
    }
  }
}
