import { forward } from "./forward.ts";
import type { LaunchedProcess } from "./launched-process.ts";
import { platformError } from "./platform-error.ts";
import { settledWithin } from "./settled-within.ts";

// The platform's limits (supabase.com/docs/guides/functions/limits).
const answerMilliseconds = 150_000;
const endMilliseconds = 1000;

/** A request that a function's process is to answer. */
export type FunctionCall = {
  readonly process: Pick<LaunchedProcess, "url" | "ended">;
  readonly request: Request;
  readonly peer: string;
};

/** The function's answer, or the platform's when the function doesn't begin one in time or breaks. */
export async function callFunction(
  { process, request, peer }: FunctionCall,
  patience = answerMilliseconds,
): Promise<Response> {
  const answering = forward({ request, origin: process.url, prefix: "/functions/v1", peer });
  try {
    const response = await settledWithin(patience, answering);
    if (response === undefined) {
      // It goes on, and nobody waits for what it says.
      void answering.then(({ body }) => body?.cancel()).catch(() => undefined);
      return platformError("IDLE_TIMEOUT");
    }
    if (response.status >= 500) response.headers.set("sb-error-code", "EDGE_FUNCTION_ERROR");
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The connection broke, as it does when the process ends with a request in its hands.
    const end = await settledWithin(endMilliseconds, process.ended);
    return platformError(end?.outOfMemory ? "WORKER_RESOURCE_LIMIT" : "WORKER_ERROR");
  }
}
