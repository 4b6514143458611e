import type { z } from "zod/v3";
import { askUpstream } from "../http/ask-upstream.ts";
import { readBody } from "../http/body.ts";
import { UpstreamFailure } from "../http/upstream-failure.ts";
import { parseJsonBody } from "../intake/json-body.ts";

// A hundred events of the largest kind.
const largestAnswer = 20_000_000;

/** What an API answers with 2xx and in the schema's shape; anything else rejects with `UpstreamFailure`. */
export async function fetchAnswer<Answer>(
  schema: z.ZodType<Answer, z.ZodTypeDef, unknown>,
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
): Promise<Answer> {
  const body = await askUpstream(fetch, url, init, readAnswer);
  const parsed = parseJsonBody(body);
  if (!parsed.ok) throw new UpstreamFailure("NOT_JSON");
  const answer = schema.safeParse(parsed.json);
  if (!answer.success) throw new UpstreamFailure("UNEXPECTED_ANSWER");
  return answer.data;
}

async function readAnswer(response: Response): Promise<Uint8Array> {
  const body = await readBody(response, largestAnswer);
  if (body === "body-too-large") throw new UpstreamFailure("TOO_LARGE");
  if (typeof body === "string") throw new Error("the answer broke off");
  return body;
}
