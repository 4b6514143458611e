import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import { answerHeaders } from "../http/answer-headers.ts";
import { jsonAnswer } from "../http/json-answer.ts";
import { problem, type ProblemCode } from "../http/problem.ts";
import { VerificationUnavailable } from "../verification/verification-unavailable.ts";
import type { KeptAnswer } from "./provider.ts";
import { problemOfRefusal, type RefusalReason } from "./refusal.ts";
import type { Outcome } from "./store.ts";

type AnswerHeaders = Readonly<Record<string, string>>;

/** From what asks most for attention to what asks least. */
const bySeverity = ["deferred", "processed", "stored", "duplicate"] as const;

/** The status of a delivery as a whole: that of the event that asks most for attention. */
export function statusOf(outcomes: readonly Outcome[]): Outcome["status"] {
  return bySeverity.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? "duplicate";
}

/** The answer to a delivery that is kept: its event's id, or each of several with what became of it. */
export function receiptAnswer(
  outcomes: readonly Outcome[],
  requestId: string,
  headers: AnswerHeaders = {},
): Response {
  const [only, ...others] = outcomes;
  const status = statusOf(outcomes);
  if (only && others.length === 0) return jsonAnswer({ status, id: only.id }, requestId, headers);
  return jsonAnswer(
    { status, events: outcomes.map(({ id, status }) => ({ id, status })) },
    requestId,
    headers,
  );
}

/** The answer to a delivery that is kept, to a sender that wants to read something else. */
export function wantedAnswer(
  { contentType, body }: KeptAnswer,
  requestId: string,
  headers: AnswerHeaders = {},
): Response {
  return new Response(body, { headers: { ...answerHeaders(contentType, requestId), ...headers } });
}

// RFC 9110 wants these with the status: sections 15.5.6 and 15.5.2. The scheme of the latter is ours: what proves a
// delivery's origin differs from sender to sender, and the sender knows.
const headersOf: Readonly<Partial<Record<ProblemCode, AnswerHeaders>>> = {
  "method-not-allowed": { allow: "POST" },
  unverified: { "www-authenticate": "Webhook" },
};

/** The answer to a delivery that is turned away; it doesn't tell the reason. */
export function refusalAnswer(
  reason: RefusalReason,
  requestId: string,
  headers: AnswerHeaders = {},
): Response {
  const code = problemOfRefusal[reason];
  return problem(code, requestId, { ...headersOf[code], ...headers });
}

/** The answer when something failed: come back if it will pass, else only that it is our fault. */
export function failureAnswer(thrown: unknown, requestId: string): Response {
  const isPassing = thrown instanceof DatabaseUnavailable || thrown instanceof VerificationUnavailable;
  return isPassing
    ? problem("unavailable", requestId, { "retry-after": "30" })
    : problem("internal-error", requestId);
}
