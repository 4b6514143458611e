// npm run person: what is held of somebody, and forgetting them.
import { openProject } from "../deliveries/project.ts";
import { runCommand } from "../run-command.ts";
import { personCommand } from "./command.ts";

const open = async () => (await openProject()).rpc;
const output = { print: console.log, printError: console.error };
Deno.exit(await runCommand(personCommand(open, output.print), Deno.args, output));
