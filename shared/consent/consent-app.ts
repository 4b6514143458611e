import { Hono } from "hono/tiny";
import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import { readBody } from "../http/body.ts";
import { clientAddress } from "../http/client-address.ts";
import { problem, type ProblemCode } from "../http/problem.ts";
import { failureOf } from "../observability/failure.ts";
import type { Log } from "../observability/log.ts";
import type { AddressLimiter } from "../rate-limit/address-limiter.ts";
import { readForm } from "../verification/read-form.ts";
import { consentAnswers } from "./consent-answers.ts";
import type { ConsentDoor } from "./consent-door.ts";
import type { ConsentLogEntry, ConsentRefusal } from "./consent-log.ts";
import type { ConsentSettings } from "./consent-settings.ts";
import type { ConsentPurpose } from "./consent-token.ts";
import { readConsentToken } from "./read-consent-token.ts";

/** All that the consent app takes from outside. */
export type ConsentAppDependencies = {
  readonly settings: ConsentSettings;
  readonly door: ConsentDoor;
  /** Counts links that are none by where they come from. */
  readonly addresses: AddressLimiter;
  /** Counts what somebody on call should know of. */
  readonly count: (reason: string) => void;
  readonly now: () => Date;
  readonly log: Log<ConsentLogEntry>;
  readonly newRequestId: () => string;
};

const bodyLimit = 4096;

// Whatever a link lacks, the answer is the same: differences would tell which links there are.
const problemOfRefusal = {
  "missing-credential": "invalid-link",
  "malformed-credential": "invalid-link",
  "unsupported-algorithm": "invalid-link",
  expired: "invalid-link",
  "not-yet-valid": "invalid-link",
  "untrusted-certificate": "invalid-link",
  mismatch: "invalid-link",
  "unknown-or-used": "invalid-link",
  "unknown-path": "not-found",
  "wrong-method": "method-not-allowed",
  "body-too-large": "body-too-large",
  "body-incomplete": "incomplete-body",
  "no-agreement": "agreement-missing",
  "address-limited": "too-many-requests",
} as const satisfies Readonly<Record<ConsentRefusal, ProblemCode>>;

/**
 * The HTTP surface of links, `/consent/<token>`: GET shows and never redeems, because mail scanners follow every link; POST redeems.
 *
 * Unsubscribing takes any POST, that of a mail program too (RFC 8058). Agreeing takes a form that says `agree=yes`: a link that
 * somebody puts into the wrong header must not make anybody agree.
 */
export function consentApp(dependencies: ConsentAppDependencies): Pick<Hono, "fetch" | "request"> {
  const { settings, door, addresses, count, now, log, newRequestId } = dependencies;
  const answers = consentAnswers(settings);

  async function answer(request: Request, text: string): Promise<Response> {
    const requestId = newRequestId();
    const start = now().getTime();
    const trace = () => ({ request: requestId, milliseconds: now().getTime() - start });

    function refuse(reason: ConsentRefusal, headers: Readonly<Record<string, string>> = {}): Response {
      count(reason);
      log({ event: "refused", ...trace(), reason });
      return answers.problem(problemOfRefusal[reason], request.headers, requestId, headers);
    }

    function refuseLink(reason: ConsentRefusal): Response {
      const { blocked, retryAfterSeconds } = addresses(clientAddress(request.headers));
      return blocked
        ? refuse("address-limited", { "retry-after": String(retryAfterSeconds) })
        : refuse(reason);
    }

    try {
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (!isRead && request.method !== "POST") return refuse("wrong-method", { allow: "GET, HEAD, POST" });
      const read = readConsentToken(text, settings.keys, now());
      if (!read.ok) return refuseLink(read.reason);
      const { token } = read;

      if (isRead) {
        const elsewhere = answers.elsewhere(request.headers, text, requestId);
        if (elsewhere) return elsewhere;
        const link = await door.show(token);
        if (!link) return refuseLink("unknown-or-used");
        log({ event: "shown", ...trace(), lead: token.lead });
        return answers.show(token.purpose, link, request.headers, requestId);
      }

      const fault = await faultOf(request, token.purpose);
      if (fault) return refuse(fault);
      const done = await door.redeem(token, clientAddress(request.headers));
      if (!done) return refuseLink("unknown-or-used");
      log({ event: done.status, ...trace(), lead: token.lead });
      return answers.done(done, request.headers, requestId);
    } catch (thrown) {
      log({ event: "failed", ...trace(), ...failureOf(thrown) });
      return thrown instanceof DatabaseUnavailable
        ? answers.problem("unavailable", request.headers, requestId, { "retry-after": "5" })
        : answers.problem("internal-error", request.headers, requestId);
    }
  }

  return new Hono()
    .basePath("/consent")
    .all("/:token", ({ req }) => answer(req.raw, req.param("token")))
    .notFound(() => {
      const requestId = newRequestId();
      log({ event: "refused", request: requestId, milliseconds: 0, reason: "unknown-path" });
      return problem("not-found", requestId);
    });
}

/** What keeps a POST from being one that redeems; null when nothing does. */
async function faultOf(request: Request, purpose: ConsentPurpose): Promise<ConsentRefusal | null> {
  const body = await readBody(request, bodyLimit);
  if (typeof body === "string") return body;
  if (purpose === "unsubscribe") return null;
  return readForm(request.headers, body)?.get("agree") === "yes" ? null : "no-agreement";
}
