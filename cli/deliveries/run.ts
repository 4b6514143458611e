import { type Output, runCommand } from "../run-command.ts";
import { deliveriesCommand } from "./commands.ts";
import type { Project } from "./project.ts";

/** Runs one command of `npm run deliveries`; its exit code. */
export async function runDeliveries(
  args: readonly string[],
  open: () => Promise<Project>,
  output: Output,
): Promise<number> {
  return await runCommand(deliveriesCommand(open, output.print), args, output);
}
