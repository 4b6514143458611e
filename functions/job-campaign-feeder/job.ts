import { campaignTools } from "../../shared/campaigns/campaign-tools.ts";
import { lookUp } from "../../shared/campaigns/look-up.ts";
import type { Job } from "../../shared/jobs/job.ts";
import { feedCampaigns } from "./feed-campaigns.ts";

/** Takes the day's leads for every campaign, and begins to deliver them. */
export const job = {
  name: "campaign-feeder",
  prepare(environment) {
    const now = () => new Date();
    const toolOf = campaignTools(environment, { fetch, now, lookUp });
    return (run) => feedCampaigns({ ...run, now }, toolOf);
  },
} satisfies Job;
