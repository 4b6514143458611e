import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../launched-process.ts";
import { type ProcessPool, processPool } from "../process-pool.ts";
import type { StackSettings } from "../settings.ts";

/** The Data API and Auth, in a process that is started again when it has ended. */
export type DataApi = { readonly pool: ProcessPool; readonly stop: () => Promise<void> };

/** Starts the Data API; what it prints goes to a file, `data-api.log` in the stack's folder. */
export async function serveDataApi(
  { url, adminUrl }: { readonly url: string; readonly adminUrl: string },
  { home, publishableKey, secretKey, jwtSecret }: StackSettings,
): Promise<DataApi> {
  const log = await Deno.open(join(home, "data-api.log"), { create: true, write: true, truncate: true });
  const asItself = new URL(url);
  asItself.username = "lite_conn";
  const pool = processPool(() =>
    launch({
      entrypoint: fileURLToPath(new URL("main.ts", import.meta.url)),
      denoOptions: ["--allow-all"],
      environment: {
        SUPABASE_DB_URL: asItself.href,
        SUPABASE_DB_ADMIN_URL: adminUrl,
        SUPABASE_PUBLISHABLE_KEY: publishableKey,
        SUPABASE_SECRET_KEY: secretKey,
        SUPABASE_JWT_SECRET: jwtSecret,
      },
      print: (line) => log.writeSync(new TextEncoder().encode(`${line}\n`)),
    }),
  );
  const stop = async (): Promise<void> => {
    await pool.stop();
    log.close();
  };
  try {
    await pool.call("data-api", async () => undefined);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pool, stop };
}
