import type { CampaignTool } from "../../shared/campaigns/campaign-tool.ts";
import { deliverLeads } from "../../shared/campaigns/deliver-leads.ts";
import { campaignsToFeed } from "../../shared/campaigns/doors.ts";
import { type FeedingRun, keepFailures } from "../../shared/campaigns/feeding-run.ts";
import { readyCampaigns } from "../../shared/campaigns/ready-campaigns.ts";
import type { JobCounts } from "../../shared/jobs/job.ts";

/** Delivers what waits in the campaigns' outboxes, and takes no new leads. Rejects with the first failure in the end. */
export async function deliverWaiting(run: FeedingRun, toolOf: CampaignTool): Promise<JobCounts> {
  const failures = keepFailures(run.report);
  const waiting = (await campaignsToFeed(run.rpc)).filter(({ hasWaiting }) => hasWaiting);
  const campaigns = await readyCampaigns(waiting, toolOf, failures.ofTool);
  const counts = await deliverLeads(run, campaigns, failures);
  failures.end();
  return { campaigns: campaigns.length, ...counts };
}
