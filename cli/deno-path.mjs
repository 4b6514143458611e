import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";

const targets = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm64": "linux-arm64-glibc",
  "linux-x64": "linux-x64-glibc",
  "win32-arm64": "win32-arm64",
  "win32-x64": "win32-x64",
};

/** The path of the Deno binary that npm installed for this machine; throws when there is none. */
export function denoPath() {
  const target = targets[`${process.platform}-${process.arch}`];
  if (!target) throw new Error(`no Deno for ${process.platform} on ${process.arch}`);
  const folder = dirname(createRequire(import.meta.url).resolve(`@deno/${target}/package.json`));
  return join(folder, process.platform === "win32" ? "deno.exe" : "deno");
}
