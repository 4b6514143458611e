import { Hono } from "hono/tiny";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import { answerHeaders } from "../../shared/http/answer-headers.ts";
import { jsonAnswer } from "../../shared/http/json-answer.ts";
import { problem, type ProblemCode } from "../../shared/http/problem.ts";
import { failureOf } from "../../shared/observability/failure.ts";
import type { Log } from "../../shared/observability/log.ts";
import { askProgress } from "./ask-progress.ts";
import { problemsCsv } from "./problems-csv.ts";
import { type ReceivedUpload, receiveUpload, type ReceivingDependencies } from "./receive-upload.ts";
import { problemOfUploadRefusal, refuseUpload, type UploadRefusal } from "./refusal.ts";
import type { UploadLogEntry, UploadStep } from "./upload-log.ts";

/** All that the app takes from outside. */
export type LeadUploadDependencies = ReceivingDependencies & {
  readonly log: Log<UploadLogEntry>;
  readonly newRequestId: () => string;
};

// The platform answers for us after 150 seconds. What isn't promoted by then the job promotes.
const mostMilliseconds = 90_000;

const headersOf: Readonly<Partial<Record<ProblemCode, Readonly<Record<string, string>>>>> = {
  "method-not-allowed": { allow: "GET, POST" },
  unverified: { "www-authenticate": "Webhook" },
};

/** The HTTP surface: `POST /lead-upload/<broker>` takes a file of leads, `GET /lead-upload/<upload>` tells what became of it. */
export function leadUploadApp(dependencies: LeadUploadDependencies): Pick<Hono, "fetch" | "request"> {
  const { log, newRequestId, now, count, uploads } = dependencies;

  async function answer(request: Request, segment: string): Promise<Response> {
    const requestId = newRequestId();
    const start = now().getTime();
    const elapsed = () => now().getTime() - start;
    const trace = () => ({ request: requestId, milliseconds: elapsed() });
    const report = (step: UploadStep, thrown: unknown) =>
      log({ event: "failed", ...trace(), step, ...failureOf(thrown) });
    const turnAway = ({ reason, headers, members }: UploadRefusal) => {
      count(reason);
      log({ event: "refused", ...trace(), reason });
      const code = problemOfUploadRefusal[reason];
      return problem(code, requestId, { ...headersOf[code], ...headers }, members);
    };

    try {
      if (request.method === "POST") {
        const isTimeUp = () => elapsed() > mostMilliseconds;
        const result = await receiveUpload(dependencies, { request, broker: segment, isTimeUp }, report);
        if (!result.ok) return turnAway(result);
        const { broker, upload, promotion } = result;
        log({ event: "received", ...trace(), broker, upload, ...promotion });
        return receivedAnswer(result, requestId);
      }
      if (request.method !== "GET") return turnAway(refuseUpload("wrong-method"));
      const result = await askProgress(dependencies, request, segment);
      if (!result.ok) return turnAway(result);
      const { progress, headers } = result;
      log({ event: "asked", ...trace(), broker: progress.broker, upload: segment });
      if (!wantsCsv(request.headers)) return jsonAnswer(progress, requestId, headers);
      const problems = problemsCsv(uploads, segment, (thrown) => report("problems", thrown));
      return new Response(problems, {
        headers: { ...answerHeaders("text/csv; charset=utf-8", requestId), ...headers },
      });
    } catch (thrown) {
      report("request", thrown);
      return thrown instanceof DatabaseUnavailable
        ? problem("unavailable", requestId, { "retry-after": "30" })
        : problem("internal-error", requestId);
    }
  }

  return new Hono()
    .basePath("/lead-upload")
    .all("/:segment", ({ req }) => answer(req.raw, req.param("segment")))
    .notFound(() => {
      const requestId = newRequestId();
      log({ event: "refused", request: requestId, milliseconds: 0, reason: "unknown-path" });
      return problem("not-found", requestId);
    });
}

function receivedAnswer(
  { upload, promotion, unknownColumns, headers }: ReceivedUpload,
  requestId: string,
): Response {
  const { status, counts } = promotion;
  const document = { upload, status, counts, unknown_columns: unknownColumns };
  return jsonAnswer(document, requestId, headers, status === "promoted" ? 201 : 202);
}

function wantsCsv(headers: Headers): boolean {
  return /\btext\/csv\b/i.test(headers.get("accept") ?? "");
}
