import { readConsentSettings } from "../consent/consent-settings.ts";
import type { Job, JobCounts } from "../jobs/job.ts";
import { consentLinks } from "../leads/consent-link.ts";
import type { CampaignTool } from "./campaign-tool.ts";
import { campaignTools } from "./campaign-tools.ts";
import type { FeedingRun } from "./feeding-run.ts";
import { lookUp } from "./look-up.ts";

/** A job that hands leads to campaign tools. It doesn't start without what links are made of: nobody is written to who can't unsubscribe. */
export function feedingJob(
  name: string,
  work: (run: FeedingRun, toolOf: CampaignTool) => Promise<JobCounts>,
): Job {
  return {
    name,
    prepare(environment) {
      const now = () => new Date();
      const settings = readConsentSettings(environment);
      const toolOf = campaignTools(environment, { fetch, now, lookUp });
      return (run) => work({ ...run, now, issueLinks: consentLinks(settings, run.rpc, now) }, toolOf);
    },
  };
}
