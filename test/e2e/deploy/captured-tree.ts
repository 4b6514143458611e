import { dirname, join } from "node:path";
import { projectRoot } from "../../support/project-files.ts";

/** Writes uploaded files to a folder, where the packages that deno.json names are at hand as on the platform. */
export async function writeTree(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  await Deno.symlink(join(projectRoot, "node_modules"), join(folder, "node_modules"), { type: "dir" });
}
