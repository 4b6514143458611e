import { mappingAgain } from "../../shared/intake/map-again.ts";
import { providers } from "../../shared/intake/providers.generated.ts";
import type { Job } from "../../shared/jobs/job.ts";
import { drainQueue } from "./drain-queue.ts";
import { letterHandlers } from "./letter-handlers.ts";

/** Tries what waits in the dead letter queue again. */
export const job = {
  name: "dlq-retry",
  prepare(environment) {
    const handlers = letterHandlers(mappingAgain(providers, environment));
    return (run) => drainQueue(run, handlers);
  },
} satisfies Job;
