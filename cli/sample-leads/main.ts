// npm run sample-leads: a list of leads to try uploads with.
import { runCommand } from "../run-command.ts";
import { sampleLeadsCommand } from "./command.ts";

const output = { print: console.log, printError: console.error };
Deno.exit(await runCommand(sampleLeadsCommand(output.print), Deno.args, output));
