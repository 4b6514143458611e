import { feedingJob } from "../../shared/campaigns/feeding-job.ts";
import { feedCampaigns } from "./feed-campaigns.ts";

/** Takes the day's leads for every campaign, and begins to deliver them. */
export const job = feedingJob("campaign-feeder", feedCampaigns);
