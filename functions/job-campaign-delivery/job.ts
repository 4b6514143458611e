import { feedingJob } from "../../shared/campaigns/feeding-job.ts";
import { deliverWaiting } from "./deliver-waiting.ts";

/** Delivers what waits in the campaigns' outboxes. */
export const job = feedingJob("campaign-delivery", deliverWaiting);
