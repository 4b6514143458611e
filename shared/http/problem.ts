import { answerHeaders } from "./answer-headers.ts";

const typeBase = "urn:sluice:problem:";

/** Every problem that an answer can name. 4xx says "don't send this again", 5xx says "do". */
export const problems = {
  "malformed-body": { status: 400, title: "The body is not a JSON document." },
  "unreadable-file": { status: 400, title: "The body is neither CSV nor JSON of rows." },
  "content-digest-missing": { status: 400, title: "Content-Digest is missing, or by no known algorithm." },
  "content-digest-mismatch": { status: 400, title: "The body is not what Content-Digest says." },
  unverified: { status: 401, title: "The delivery could not be verified." },
  "invalid-link": { status: 404, title: "This link is not valid, or not any more." },
  "not-found": { status: 404, title: "There is nothing at this address." },
  "method-not-allowed": { status: 405, title: "This method is not allowed here." },
  "incomplete-body": { status: 408, title: "The body did not arrive completely." },
  "already-received": { status: 409, title: "This was received before, by its id or its content." },
  "body-too-large": { status: 413, title: "The body is too large." },
  "too-many-rows": { status: 413, title: "The file has too many rows." },
  "agreement-missing": { status: 422, title: "The form does not say that they agree." },
  "unidentifiable-event": { status: 422, title: "The body does not tell which events it holds." },
  "too-many-events": { status: 422, title: "The body holds too many events." },
  "no-key-column": {
    status: 422,
    title: "No column tells the rows apart: MAK, APN, or an address with ZIP or city.",
  },
  "too-many-columns": { status: 422, title: "The file has too many columns." },
  "no-rows": { status: 422, title: "The file has no rows." },
  "too-many-requests": { status: 429, title: "Too much came at once. Send it again later." },
  "internal-error": { status: 500, title: "Something went wrong here." },
  "upstream-failure": { status: 502, title: "What this depends on did not answer as it should." },
  unavailable: { status: 503, title: "This can't be done now. Send it again later." },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** Every way in which a request can fail, as its sender is told. */
export type ProblemCode = keyof typeof problems;

/** What a problem document may hold besides (RFC 9457 section 3.2): things that are ours, and never text. */
export type ProblemMembers = {
  /** RFC 3339. */
  readonly first_seen_at?: string;
  /** The id of an upload. */
  readonly upload?: string;
};

/**
 * A problem document (RFC 9457) of a constant shape.
 *
 * It takes no free text, so nothing can leak through it: whoever needs to know more finds the request id in the log.
 */
export function problem(
  code: ProblemCode,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
  members: ProblemMembers = {},
): Response {
  const { status, title } = problems[code];
  const document = {
    type: `${typeBase}${code}`,
    title,
    status,
    instance: `urn:uuid:${requestId}`,
    ...members,
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { ...answerHeaders("application/problem+json", requestId), ...headers },
  });
}
