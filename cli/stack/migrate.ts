import { supabase } from "../supabase.ts";

/**
 * Applies those migrations of a project, this one when left out, that the database of `url` hasn't had, by
 * the Supabase CLI's `db push`. Throws with what the CLI said when one fails.
 */
export async function migrate(url: string, project?: string): Promise<void> {
  const { exitCode, stdout, stderr } = await supabase(["db", "push", `--remote=${url}`], {
    // The local server speaks no TLS, and trying it first is answered with a warning.
    environment: { PGSSLMODE: "disable" },
    ...(project !== undefined && { project }),
  });
  if (exitCode !== 0) throw new Error(`the migrations failed:\n${stdout}${stderr}`.trimEnd());
}
