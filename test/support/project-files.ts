import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every file of the project whose path satisfies the pattern: committed, or new and not ignored. */
export function projectFiles(pattern: RegExp): readonly string[] {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const paths = execFileSync("git", list, { cwd: projectRoot, encoding: "utf8" }).split("\0");
  return paths.filter((path) => pattern.test(path) && existsSync(join(projectRoot, path))).sort();
}

/** The text of a file of the project. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}
