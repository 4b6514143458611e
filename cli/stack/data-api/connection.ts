import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod/v3";
import { postgrestError } from "./postgrest-error.ts";

/**
 * The connection of `@supabase/lite` 0.10.0 to `url`, made to behave as PostgREST does.
 *
 * As lite makes it, it grants all on every table to every API role when the first request comes, stores the JSON arguments of a
 * function as JSON strings, writes times as PostgreSQL prints them, and answers 500 to errors that PostgREST knows. It also
 * spends ten statements of every request on what is one here.
 */
export function dataApiConnection(url: string): PostgresConnection {
  const connection = createPostgresConnection({
    url,
    postgresOptions: {
      max: 10,
      // A database that is back is found by the next request.
      backoff: () => 0,
      connect_timeout: 5,
      types: {
        json: { to: 114, from: [114], serialize: serializeJson, parse: JSON.parse },
        jsonb: { to: 3802, from: [3802], serialize: serializeJson, parse: JSON.parse },
        timestamp: { to: 1114, from: [1114], serialize: String, parse: isoTime },
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTime },
      },
    },
  });
  connection.withContext = (vars, work, options) =>
    connection.kysely.transaction().execute(async (transaction) => {
      await becomeCaller(requestSchema.parse({ ...vars, ...options?.rpc })).execute(transaction);
      return work(transaction);
    });
  connection.normalizeDbError = postgrestError;
  const introspect = connection.introspect.bind(connection);
  connection.introspect = async (options) => {
    const catalog = await introspect(options);
    // lite takes a catalog that it can't read for an empty one, and would answer 404 for everything.
    if (catalog.default_schema === undefined) throw new Error("the catalog can't be read");
    return catalog;
  };
  return connection;
}

/** lite hands over JSON that is text already. */
function serializeJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `2026-11-21 03:21:39.5+00` as JSON has it in PostgreSQL itself: `2026-11-21T03:21:39.5+00:00`. */
function isoTime(text: string): string {
  return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}

const requestSchema = z.object({
  auth: z.object({ role: z.string(), jwt: z.record(z.unknown()).nullable() }),
  // Only a call of a function has these.
  method: z.string().default(""),
  path: z.string().default(""),
  requestHeaders: z.record(z.string()).default({}),
  readOnly: z.boolean().default(false),
});

/**
 * The statement that makes the rest of a transaction the caller's, as PostgREST's does (docs.postgrest.org, transactions): the
 * role decides what may be done, and functions and policies can read the claims and the request.
 */
function becomeCaller(request: z.infer<typeof requestSchema>): RawBuilder<unknown> {
  const { role, jwt } = request.auth;
  const settings = {
    role,
    "request.jwt.claims": JSON.stringify(jwt ?? { role }),
    "request.method": request.method,
    "request.path": request.path,
    "request.headers": JSON.stringify(request.requestHeaders),
    transaction_read_only: request.readOnly ? "on" : "off",
  };
  const calls = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
  return sql`select ${sql.join(calls)}`;
}
