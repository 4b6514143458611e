import { dirname, join } from "node:path";
import { projectFiles, projectRoot } from "./project-files.ts";

/** Copies the project to a temporary folder, with the same packages, for a test to change. */
export async function copyProject(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
  for (const path of projectFiles(/./)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.copyFile(join(projectRoot, path), join(folder, path));
  }
  await Deno.symlink(join(projectRoot, "node_modules"), join(folder, "node_modules"), { type: "dir" });
  return folder;
}
