import { type Command, CommanderError } from "commander";
import { DatabaseRefusal } from "../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../shared/database/database-unavailable.ts";

/** Where a command writes, text by text. */
export type Output = {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
};

/** Runs a command; its exit code: 0 when it did all it was asked for, 1 when not, 2 when it was asked wrongly. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  { print, printError }: Output,
): Promise<number> {
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    });
  }
  try {
    await command.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has already written what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printError(`error: ${describe(error)}`);
    return 1;
  }
}

function describe(error: unknown): string {
  if (error instanceof DatabaseUnavailable) {
    return `the project doesn't answer (${error.code}). Is it running, and is SUPABASE_URL right?`;
  }
  if (error instanceof DatabaseRefusal) {
    return `the project refuses (${error.code}). Is SUPABASE_SECRET_KEY its secret key, and has it all migrations?`;
  }
  return error instanceof Error ? error.message : String(error);
}
