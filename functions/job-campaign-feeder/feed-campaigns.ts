import type { CampaignTool } from "../../shared/campaigns/campaign-tool.ts";
import { deliverLeads } from "../../shared/campaigns/deliver-leads.ts";
import { campaignsToFeed, queueLeads } from "../../shared/campaigns/doors.ts";
import { type FeedingRun, keepFailures } from "../../shared/campaigns/feeding-run.ts";
import { readyCampaigns } from "../../shared/campaigns/ready-campaigns.ts";
import type { JobCounts } from "../../shared/jobs/job.ts";

// A call takes well below the Data API's timeout for as many.
const batch = 1000;

/**
 * Takes the day's leads for every campaign whose tool can be used, and begins to deliver them; what isn't delivered in this run's time is
 * job-campaign-delivery's.
 *
 * However often it runs, dies or overlaps with itself, the day's number is the database's to keep. When a campaign's tool fails the
 * others are fed, but the run has failed: it rejects with the first failure in the end.
 */
export async function feedCampaigns(run: FeedingRun, toolOf: CampaignTool): Promise<JobCounts> {
  const failures = keepFailures(run.report);
  const campaigns = await readyCampaigns(await campaignsToFeed(run.rpc), toolOf, failures.ofTool);
  let queued = 0;
  for (const { campaign } of campaigns) {
    let taken: number | null = batch;
    while (taken === batch && !run.isTimeUp()) {
      taken = await failures.survive(campaign, () => queueLeads(run.rpc, campaign, batch));
      queued += taken ?? 0;
    }
  }
  const counts = await deliverLeads(run, campaigns, failures);
  failures.end();
  return { campaigns: campaigns.length, queued, ...counts };
}
