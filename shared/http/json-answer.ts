import { answerHeaders } from "./answer-headers.ts";

/** A 200 with a JSON document. */
export function jsonAnswer(
  document: object,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(document), {
    headers: { ...answerHeaders("application/json", requestId), ...headers },
  });
}
