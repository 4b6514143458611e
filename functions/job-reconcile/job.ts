import { providers } from "../../shared/intake/providers.generated.ts";
import type { Job } from "../../shared/jobs/job.ts";
import { reconcileAll } from "./reconcile-all.ts";
import { eventSources } from "./event-sources.ts";

/** Fetches what providers have created and never delivered here. */
export const job = {
  name: "reconcile",
  prepare(environment) {
    const sources = eventSources(providers, environment, fetch);
    return (run) => reconcileAll(run, sources, new Date());
  },
} satisfies Job;
