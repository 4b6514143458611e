import { z } from "zod/v3";
import type { Connection } from "./connection.ts";
import { DatabaseRefusal } from "./database-refusal.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";
import { storableJson } from "./storable-json.ts";

/**
 * Calls one of the database's doors: a function in `public`, its arguments by name. Resolves to what it returns, within ten seconds or
 * the deadline of a door that is known to take longer.
 */
export type Rpc = (
  door: string,
  args: Readonly<Record<string, unknown>>,
  deadlineMilliseconds?: number,
) => Promise<unknown>;

/**
 * The doors by way of the Data API, each call one HTTP request and no more: a sender that waits is not served by our
 * asking again, and its own retry is safe.
 *
 * A call rejects with `DatabaseUnavailable` or `DatabaseRefusal`.
 */
export function dataApiRpc(connection: Connection, fetch: typeof globalThis.fetch = globalThis.fetch): Rpc {
  const headers = { ...connection.headers, "content-type": "application/json" };

  return async function rpc(door, args, deadlineMilliseconds = 10_000) {
    const deadline = new AbortController();
    // Not AbortSignal.timeout: its timer, which nobody can stop, would outlive the call by the whole deadline.
    const timer = setTimeout(() => deadline.abort(), deadlineMilliseconds);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${connection.url}/rest/v1/rpc/${door}`, {
        method: "POST",
        headers,
        body: storableJson(args),
        // A redirect would take the key along.
        redirect: "error",
        signal: deadline.signal,
      });
      text = await response.text();
    } catch (cause) {
      throw new DatabaseUnavailable(deadline.signal.aborted ? "TIMEOUT" : "NETWORK", { cause });
    } finally {
      clearTimeout(timer);
    }
    // A door that returns nothing answers 204.
    if (response.ok) return text === "" ? null : (JSON.parse(text) as unknown);

    const code = codeOf(text) ?? `HTTP_${response.status}`;
    throw isPassing(response.status) ? new DatabaseUnavailable(code) : new DatabaseRefusal(code);
  };
}

/** PostgREST answers 503 and 504 where it has no connection (PGRST000 to PGRST003), and 500 where the database gave out. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

const errorBody = z.object({ code: z.string().regex(/^(?:[0-9A-Z]{5}|PGRST[0-9A-Z]{3})$/) });

function codeOf(text: string): string | null {
  try {
    return errorBody.parse(JSON.parse(text)).code;
  } catch {
    return null;
  }
}
