import { readConnection } from "../database/connection.ts";
import { dataApiRpc } from "../database/rpc.ts";
import { newRequestId } from "../http/request-id.ts";
import { jsonLog } from "../observability/log.ts";
import type { Job } from "./job.ts";
import { jobApp } from "./job-app.ts";
import { readSchedulerTokens } from "./scheduler-tokens.ts";

/** Starts the function of a job; throws an error that names the variables at fault when it can't. */
export function serveJob({ name, prepare }: Job): void {
  const environment = Deno.env.toObject();
  const app = jobApp(name, prepare(environment), {
    tokens: readSchedulerTokens(environment),
    rpc: dataApiRpc(readConnection(environment)),
    now: () => new Date(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    log: jsonLog(`job-${name}`),
    newRequestId,
  });
  Deno.serve(app.fetch);
}
