import { join } from "node:path";
import { z } from "zod/v3";
import { supabase } from "../supabase.ts";

/** Where the generated schema is kept, in the project. */
export const SCHEMA_PATH = "supabase/schema.sql";

const HEADER = `-- What all migrations add up to, for reading and reviewing: "npm run sync" writes it, nothing applies it.
-- Each part is named for the file in which "supabase db pull --declarative" puts it.
`;

const SCHEMAS = "public,intake,ops";

// The keywords as PostgreSQL prints them: in upper case the formatter takes some column names for keywords.
const CONFIG = `project_id = "schema"

[experimental.pgdelta]
format_options = '{"keywordCase": "preserve", "maxWidth": 110}'
`;

const manifestSchema = z.object({ loadOrder: z.array(z.string()) });

/**
 * The schema of a migrated database as SQL: what is in our schemas, with function bodies, policies, grants
 * and comments. Written by the Supabase CLI, which fails on an object that it doesn't know.
 */
export async function generateSchema(url: string): Promise<string> {
  const project = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(project, "supabase"));
    await Deno.writeTextFile(join(project, "supabase", "config.toml"), CONFIG);
    const pull = [
      "db",
      "pull",
      "--declarative",
      "--strict-coverage",
      `--schema=${SCHEMAS}`,
      `--remote=${url}`,
    ];
    const { exitCode, stdout, stderr } = await supabase(pull, {
      project,
      environment: { PGSSLMODE: "disable" },
    });
    if (exitCode !== 0) throw new Error(`the schema could not be read:\n${stdout}${stderr}`.trimEnd());
    return await joinFiles(join(project, "supabase", "schemas"));
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

async function joinFiles(folder: string): Promise<string> {
  const manifest = await Deno.readTextFile(join(folder, ".pgdelta-export.json"));
  const { loadOrder } = manifestSchema.parse(JSON.parse(manifest));
  const parts = await Promise.all(
    loadOrder.map(async (path) => `-- ${path}\n\n${(await Deno.readTextFile(join(folder, path))).trim()}\n`),
  );
  return [HEADER, ...parts].join("\n");
}
