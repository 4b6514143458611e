// npm run deliveries: for whoever is on call.
import { openProject } from "./project.ts";
import { runDeliveries } from "./run.ts";

Deno.exit(await runDeliveries(Deno.args, openProject, { print: console.log, printError: console.error }));
