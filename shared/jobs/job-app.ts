import { Hono } from "hono/tiny";
import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import type { Rpc } from "../database/rpc.ts";
import { jsonAnswer } from "../http/json-answer.ts";
import { problem } from "../http/problem.ts";
import { failureOf } from "../observability/failure.ts";
import type { Log } from "../observability/log.ts";
import { UpstreamFailure } from "../http/upstream-failure.ts";
import { executeRun } from "./execute-run.ts";
import type { JobCounts, JobRun } from "./job.ts";
import type { JobLogEntry } from "./job-log.ts";
import { readTrigger } from "./read-trigger.ts";
import { schedulerScheme } from "./scheduler-tokens.ts";

/** All that a job app takes from outside. */
export type JobAppDependencies = {
  /** Never empty. */
  readonly tokens: readonly string[];
  readonly rpc: Rpc;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log<JobLogEntry>;
  readonly newRequestId: () => string;
};

// The platform ends a request after 150 seconds, and the schedule's finest step is a minute.
const mostMilliseconds = 45_000;

/**
 * The HTTP surface of one job, `/job-<name>`: a POST with the scheduler's token does one run of bounded time, and notes in the
 * database how it ended.
 *
 * 200 says that the run did all it took upon itself, and that this is noted, or that somebody else has the run. Who has no token
 * learns nothing, not even which methods there are.
 */
export function jobApp(
  name: string,
  work: (run: JobRun) => Promise<JobCounts>,
  { tokens, rpc, now, pause, log, newRequestId }: JobAppDependencies,
): Pick<Hono, "fetch" | "request"> {
  async function answer(request: Request): Promise<Response> {
    const requestId = newRequestId();
    const start = now().getTime();
    const elapsed = () => now().getTime() - start;
    const trace = () => ({ request: requestId, milliseconds: elapsed() });
    const report = (step: "part" | "run", thrown: unknown, subject?: string) =>
      log({
        event: "failed",
        ...trace(),
        step,
        ...(subject !== undefined && { subject }),
        ...failureOf(thrown),
      });

    const { method, url, headers } = request;
    const verdict = await schedulerScheme({ method, url, headers, body: new Uint8Array() }, tokens, now());
    if (!verdict.ok) {
      log({ event: "refused", ...trace(), reason: verdict.reason });
      return problem("unverified", requestId, { "www-authenticate": "Scheduler" });
    }
    if (method !== "POST") {
      log({ event: "refused", ...trace(), reason: "wrong-method" });
      return problem("method-not-allowed", requestId, { allow: "POST" });
    }
    const trigger = await readTrigger(request);
    if (typeof trigger === "string") {
      log({ event: "refused", ...trace(), reason: trigger });
      return problem(trigger === "body-incomplete" ? "incomplete-body" : trigger, requestId);
    }

    const partFailed: JobRun["report"] = (thrown, subject) => report("part", thrown, subject);
    const run = { requestId, rpc, isTimeUp: () => elapsed() > mostMilliseconds, report: partFailed };
    try {
      const counts = await executeRun({ job: name, run: trigger.run, request: requestId }, () => work(run), {
        rpc,
        pause,
        report: partFailed,
      });
      if (counts === null) {
        log({ event: "superseded", ...trace() });
        return jsonAnswer({ status: "superseded" }, requestId);
      }
      log({ event: "completed", ...trace(), counts });
      return jsonAnswer({ status: "completed", counts }, requestId);
    } catch (thrown) {
      report("run", thrown);
      return problemOf(thrown, requestId);
    }
  }

  return new Hono()
    .basePath(`/job-${name}`)
    .all("/", ({ req }) => answer(req.raw))
    .notFound(() => {
      const requestId = newRequestId();
      log({ event: "refused", request: requestId, milliseconds: 0, reason: "unknown-path" });
      return problem("not-found", requestId);
    });
}

function problemOf(thrown: unknown, requestId: string): Response {
  if (thrown instanceof DatabaseUnavailable)
    return problem("unavailable", requestId, { "retry-after": "60" });
  return problem(thrown instanceof UpstreamFailure ? "upstream-failure" : "internal-error", requestId);
}
