import { Hono } from "hono/tiny";
import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import { jsonAnswer } from "../../shared/http/json-answer.ts";
import { problem } from "../../shared/http/problem.ts";
import { failureOf, type Failure } from "../../shared/observability/failure.ts";
import type { Log, LogEntry } from "../../shared/observability/log.ts";

/** The one thing that this function logs: that the database did not answer as it should. */
export type HealthLogEntry = LogEntry & Failure & { readonly event: "failed" };

/** All that the health app takes from outside. */
export type HealthAppDependencies = {
  readonly rpc: Rpc;
  readonly log: Log<HealthLogEntry>;
  readonly newRequestId: () => string;
};

const healthy = z.object({ status: z.literal("ok") });

/** Answers 200 when a request gets through to the database and back, and 503 when it doesn't. */
export function healthApp({
  rpc,
  log,
  newRequestId,
}: HealthAppDependencies): Pick<Hono, "fetch" | "request"> {
  return new Hono()
    .basePath("/health")
    .get("/", async () => {
      const requestId = newRequestId();
      try {
        return jsonAnswer(healthy.parse(await rpc("check_health", {})), requestId);
      } catch (thrown) {
        log({ event: "failed", request: requestId, ...failureOf(thrown) });
        return problem("unavailable", requestId, { "retry-after": "5" });
      }
    })
    .all("/", () => problem("method-not-allowed", newRequestId(), { allow: "GET, HEAD" }))
    .notFound(() => problem("not-found", newRequestId()));
}
