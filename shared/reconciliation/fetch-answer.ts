import type { z } from "zod/v3";
import { readBody } from "../http/body.ts";
import { parseJsonBody } from "../intake/json-body.ts";
import { UpstreamFailure } from "./upstream-failure.ts";

const deadlineMilliseconds = 10_000;
// A hundred events of the largest kind.
const largestAnswer = 20_000_000;

/** What an API answers with 2xx and in the schema's shape; anything else rejects with `UpstreamFailure`. */
export async function fetchAnswer<Answer>(
  schema: z.ZodType<Answer, z.ZodTypeDef, unknown>,
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
): Promise<Answer> {
  const answer = schema.safeParse(await fetchJson(fetch, url, init));
  if (!answer.success) throw new UpstreamFailure("UNEXPECTED_ANSWER");
  return answer.data;
}

async function fetchJson(fetch: typeof globalThis.fetch, url: URL, init: RequestInit): Promise<object> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMilliseconds);
  const broken = () => (deadline.signal.aborted ? "TIMEOUT" : "NETWORK");
  let body: Awaited<ReturnType<typeof readBody>>;
  try {
    // A redirect would take the credential along.
    const response = await fetch(url, { ...init, redirect: "error", signal: deadline.signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new UpstreamFailure(`HTTP_${response.status}`);
    }
    body = await readBody(response, largestAnswer);
  } catch (cause) {
    throw cause instanceof UpstreamFailure ? cause : new UpstreamFailure(broken(), { cause });
  } finally {
    clearTimeout(timer);
  }
  if (body === "body-too-large") throw new UpstreamFailure("TOO_LARGE");
  if (body === "body-incomplete") throw new UpstreamFailure(broken());
  const parsed = parseJsonBody(body);
  if (!parsed.ok) throw new UpstreamFailure("NOT_JSON");
  return parsed.json;
}
