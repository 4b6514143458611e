// Runs a script of this project under the Deno that the hosted Edge Runtime is compatible with.
//
// npm's own `deno` command is a Node wrapper: ending it leaves Deno running. This starts the real
// binary, passes signals on and ends with its exit code. Usage: node cli/deno.mjs SCRIPT [ARG ...]
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { denoPath } from "./deno-path.mjs";

const child = spawn(
  denoPath(),
  ["run", "-A", "--no-lock", "--node-modules-dir=manual", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`Deno could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1));
});
