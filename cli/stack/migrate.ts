import { supabase } from "../supabase.ts";

/**
 * Applies the migrations that the database of `url` hasn't had, by the Supabase CLI's `db push`. Throws
 * with what the CLI said when one fails.
 */
export async function migrate(url: string): Promise<void> {
  // The local server speaks no TLS, and trying it first is answered with a warning.
  const { exitCode, stdout, stderr } = await supabase(["db", "push", `--remote=${url}`], {
    environment: { PGSSLMODE: "disable" },
  });
  if (exitCode !== 0) throw new Error(`the migrations failed:\n${stdout}${stderr}`.trimEnd());
}
