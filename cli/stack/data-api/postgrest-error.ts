import { z } from "zod/v3";

const databaseError = z.object({
  code: z.string(),
  message: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

/** Codes of errors of the connection, by the driver and by the system. */
const broken = /^(?:CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT)$/;

/** SQLSTATEs that lite answers as PostgREST does, and what it handles before them. */
const answeredByLite = /^(?:PT|PGRST|42|21|22|23502|23503|23505|25006)/;

/**
 * A database error in a form that makes lite answer what PostgREST answers: status, and body with the code
 * (docs.postgrest.org, errors, "HTTP status codes"). Errors that it answers so by itself are left as they are.
 */
export function postgrestError(error: unknown): unknown {
  const parsed = databaseError.safeParse(error);
  if (!parsed.success) return error;
  const { code, message, detail, hint } = parsed.data;
  if (broken.test(code)) {
    return answer(503, { code: "PGRST001", message: "Database client error. Retrying the connection." });
  }
  if (!/^[0-9A-Z]{5}$/.test(code) || answeredByLite.test(code)) return error;
  return answer(statusOf(code), { code, message, details: detail ?? null, hint: hint ?? null });
}

function statusOf(sqlstate: string): number {
  if (/^(?:08|57P01)/.test(sqlstate) || (sqlstate.startsWith("53") && sqlstate !== "53400")) return 503;
  if (/^(?:0L|0P|28)/.test(sqlstate)) return 403;
  if (sqlstate === "P0001") return 400;
  return /^(?:09|25|2D|38|39|3B|40|53|54|55|57|58|F0|HV|P0|XX)/.test(sqlstate) ? 500 : 400;
}

/** What a function raises with sqlstate PGRST to choose its own answer. */
function answer(status: number, body: Readonly<Record<string, string | null>>): object {
  return { code: "PGRST", message: JSON.stringify(body), detail: JSON.stringify({ status, headers: {} }) };
}
