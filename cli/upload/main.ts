// npm run upload: sends a file of leads.
import { progressBar } from "./progress-bar.ts";
import { runUpload } from "./run.ts";
import { uploadTarget } from "./target.ts";

const encoder = new TextEncoder();
const exitCode = await runUpload(Deno.args, {
  targetOf: uploadTarget,
  print: console.log,
  printError: console.error,
  bar: progressBar((text) => Deno.stderr.writeSync(encoder.encode(text)), Deno.stderr.isTerminal()),
  pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
});
Deno.exit(exitCode);
