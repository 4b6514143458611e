import { answerHeaders } from "./answer-headers.ts";

/** A JSON document, with a 200 where nothing else is said. */
export function jsonAnswer(
  document: object,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { ...answerHeaders("application/json", requestId), ...headers },
  });
}
