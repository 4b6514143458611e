// npm run consent-links: a link to agree for each lead who hasn't.
import { runCommand } from "../run-command.ts";
import { consentLinksCommand } from "./command.ts";
import { openConsentProject } from "./project.ts";

const output = { print: console.log, printError: console.error };
Deno.exit(await runCommand(consentLinksCommand(openConsentProject, output.print), Deno.args, output));
