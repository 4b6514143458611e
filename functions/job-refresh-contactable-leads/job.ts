import type { Job } from "../../shared/jobs/job.ts";
import { refreshContactableLeads } from "./refresh-contactable-leads.ts";

/** Works out anew whom campaigns may take next. */
export const job = {
  name: "refresh-contactable-leads",
  prepare: () => (run) => refreshContactableLeads(run.rpc),
} satisfies Job;
