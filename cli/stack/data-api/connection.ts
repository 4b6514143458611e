import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import { postgrestError } from "./postgrest-error.ts";

/**
 * The connection of `@supabase/lite` 0.10.0 to `url`, made to behave as PostgREST does.
 *
 * As lite makes it, it grants all on every table to every API role when the first request comes, stores the JSON arguments of a
 * function as JSON strings, writes times as PostgreSQL prints them, and answers 500 to errors that PostgREST knows.
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
  // Private to lite: "unknown" is what makes it look for tables with row level security, and grant.
  Object.defineProperty(connection, "rlsState", { value: "active" });
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
