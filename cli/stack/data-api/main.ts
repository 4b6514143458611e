// The Data API and Auth of the local project: @supabase/lite in a process of its own, reached through the gateway.
import { App } from "@supabase/lite";
import { z } from "zod/v3";
import { failureOf } from "../../../shared/observability/failure.ts";
import { readSettings } from "../../../shared/settings.ts";
import { ensureAuthSchema } from "./auth-schema.ts";
import { dataApiConnection } from "./connection.ts";

// lite prints every error whole, and a database error quotes rows.
console.error = (...values: readonly unknown[]) => {
  for (const value of values) if (value instanceof Error) console.log(JSON.stringify(failureOf(value)));
};

const settings = readSettings(
  z.object({
    SUPABASE_DB_URL: z.string(),
    SUPABASE_DB_ADMIN_URL: z.string(),
    SUPABASE_PUBLISHABLE_KEY: z.string(),
    SUPABASE_SECRET_KEY: z.string(),
    SUPABASE_JWT_SECRET: z.string(),
  }),
  Deno.env.toObject(),
);
await ensureAuthSchema(settings.SUPABASE_DB_ADMIN_URL);

const connection = dataApiConnection(settings.SUPABASE_DB_URL);
const app = new App({
  connection,
  api: { schemas: ["public"] },
  auth: {
    enabled: true,
    jwt_secret: settings.SUPABASE_JWT_SECRET,
    publishable_key: settings.SUPABASE_PUBLISHABLE_KEY,
    secret_key: settings.SUPABASE_SECRET_KEY,
  },
});
await app.init();
// Now rather than within somebody's first request.
await connection.introspect({ useCache: true });
await connection.driver.listen("pgrst", () => void connection.clearSchemaCache());

Deno.serve((request) => app.fetch(request));
