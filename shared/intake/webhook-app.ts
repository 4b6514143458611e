import { Hono } from "hono/tiny";
import { jsonAnswer } from "../http/json-answer.ts";
import { failureOf } from "../observability/failure.ts";
import type { Log } from "../observability/log.ts";
import { failureAnswer, receiptAnswer, refusalAnswer, statusOf, wantedAnswer } from "./answers.ts";
import { timedLimiter } from "../rate-limit/timed-limiter.ts";
import type { Provider } from "./provider.ts";
import { type ReceivingDependencies, receiveDelivery } from "./receive-delivery.ts";
import type { Outcome } from "./store.ts";
import type { FailedStep, WebhookLogEntry } from "./webhook-log.ts";

/** All that a webhook app takes from outside. */
export type WebhookAppDependencies = ReceivingDependencies & {
  readonly log: Log<WebhookLogEntry>;
  readonly newRequestId: () => string;
};

/** The app, to be served or to be asked by a test. */
export type WebhookApp = Pick<Hono, "fetch" | "request">;

const mostReceiptsLogged = 20;

/**
 * The HTTP surface of one provider: `/webhook-<name>`, and below it a named endpoint or the sender's token.
 *
 * Whatever arrives, the answer is a receipt or a problem document, and the log has a line for it under the same id.
 */
export function webhookApp(provider: Provider, dependencies: WebhookAppDependencies): WebhookApp {
  const { log, newRequestId, now } = dependencies;

  async function answer(request: Request, segment: string): Promise<Response> {
    const requestId = newRequestId();
    const start = now().getTime();
    let limiterMilliseconds: number | undefined;
    const trace = () => ({ request: requestId, milliseconds: now().getTime() - start, limiterMilliseconds });
    const limiter = timedLimiter(
      dependencies.limiter,
      () => now().getTime(),
      (milliseconds) => (limiterMilliseconds = milliseconds),
    );
    const report = (step: FailedStep, thrown: unknown) =>
      log({ event: "failed", ...trace(), step, ...failureOf(thrown) });

    try {
      const endpoint = provider.pathSegment === "token" ? "" : segment;
      const incoming = { request, requestId, endpoint };
      const result = await receiveDelivery(provider, { ...dependencies, limiter }, incoming, report);
      if (!result.ok) {
        dependencies.count(result.reason);
        log({ event: "refused", ...trace(), reason: result.reason });
        return refusalAnswer(result.reason, requestId, result.headers);
      }
      if ("handshake" in result) {
        log({ event: "handshake", ...trace() });
        return jsonAnswer(result.handshake, requestId);
      }
      log({ event: "processed", ...trace(), endpoint, ...summary(result.outcomes) });
      return provider.answer
        ? wantedAnswer(provider.answer, requestId, result.headers)
        : receiptAnswer(result.outcomes, requestId, result.headers);
    } catch (thrown) {
      report("delivery", thrown);
      return failureAnswer(thrown, requestId);
    }
  }

  return new Hono()
    .basePath(`/webhook-${provider.name}`)
    .all("/", ({ req }) => answer(req.raw, ""))
    .all("/:segment", ({ req }) => answer(req.raw, req.param("segment")))
    .notFound(() => {
      const requestId = newRequestId();
      log({ event: "refused", request: requestId, milliseconds: 0, reason: "unknown-path" });
      return refusalAnswer("unknown-path", requestId);
    });
}

function summary(outcomes: readonly Outcome[]) {
  const receipts = outcomes.slice(0, mostReceiptsLogged).map(({ receipt }) => receipt);
  return { status: statusOf(outcomes), events: outcomes.length, receipts };
}
