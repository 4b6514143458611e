import { format, resolveConfig } from "prettier";
import { fileURLToPath } from "node:url";
import { supabase } from "../supabase.ts";

/** Where the generated types are kept, in the project. */
export const DATABASE_TYPES_PATH = "shared/database/types.generated.ts";

const HEADER = `// What the Data API offers, as types: "npm run sync" has the Supabase CLI write them from the migrations.
`;

/** The types of a migrated database's exposed schema, formatted as everything else is. */
export async function generateDatabaseTypes(url: string): Promise<string> {
  const generate = ["gen", "types", "--lang=typescript", "--schema=public", `--remote=${url}`];
  const { exitCode, stdout, stderr } = await supabase(generate, { environment: { PGSSLMODE: "disable" } });
  if (exitCode !== 0) throw new Error(`the types could not be generated:\n${stderr}`.trimEnd());
  const path = fileURLToPath(new URL(`../../${DATABASE_TYPES_PATH}`, import.meta.url));
  return await format(HEADER + stdout, { ...(await resolveConfig(path)), filepath: path });
}
