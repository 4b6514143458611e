import { dirname, join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod/v3";

/** One edge function, as `supabase/config.toml` configures it. */
export type FunctionConfig = {
  readonly name: string;
  readonly entrypoint: string;
  /** The deno.json that is deployed with it, if any. */
  readonly importMap: string | undefined;
  /** Whether the gateway lets only requests with a valid JWT through. */
  readonly verifyJwt: boolean;
};

// The defaults are the platform's.
const schema = z.object({
  functions: z
    .record(
      z.object({
        enabled: z.boolean().default(true),
        verify_jwt: z.boolean().default(true),
        import_map: z.string().optional(),
        entrypoint: z.string().optional(),
      }),
    )
    .default({}),
});

/** A project's functions by name, without the disabled ones. Throws when its `supabase/config.toml` isn't valid. */
export async function readFunctionsConfig(project: string): Promise<ReadonlyMap<string, FunctionConfig>> {
  const path = configFile(project);
  const { functions } = schema.parse(parse(await Deno.readTextFile(path)));
  // Paths in it are relative to its folder.
  const absolute = (relative: string) => resolve(dirname(path), relative);
  return new Map(
    Object.entries(functions)
      .filter(([, { enabled }]) => enabled)
      .map(([name, { entrypoint, import_map, verify_jwt }]) => [
        name,
        {
          name,
          entrypoint: absolute(entrypoint ?? join("functions", name, "index.ts")),
          importMap: import_map === undefined ? undefined : absolute(import_map),
          verifyJwt: verify_jwt,
        },
      ]),
  );
}

/** Where a project's Supabase settings are. */
export function configFile(project: string): string {
  return join(project, "supabase", "config.toml");
}
