import { campaignTools } from "../../shared/campaigns/campaign-tools.ts";
import { lookUp } from "../../shared/campaigns/look-up.ts";
import type { Job } from "../../shared/jobs/job.ts";
import { deliverWaiting } from "./deliver-waiting.ts";

/** Delivers what waits in the campaigns' outboxes. */
export const job = {
  name: "campaign-delivery",
  prepare(environment) {
    const now = () => new Date();
    const toolOf = campaignTools(environment, { fetch, now, lookUp });
    return (run) => deliverWaiting({ ...run, now }, toolOf);
  },
} satisfies Job;
