import { Command } from "commander";
import type { Rpc } from "../../shared/database/rpc.ts";
import { writePrivateLines } from "../write-private-lines.ts";
import { type Erased, erasePerson, exportPerson } from "./doors.ts";

type Print = (text: string) => void;

/** The commands of `npm run person`. */
export function personCommand(open: () => Promise<Rpc>, print: Print): Command {
  return new Command("npm run person --")
    .description(
      "Export or erase what is held of somebody. Of the project of SUPABASE_URL and SUPABASE_SECRET_KEY, or of the local stack.",
    )
    .addCommand(
      new Command("export")
        .argument("<email>")
        .description("everything that is held of them, as JSON, by table")
        .option("--out <file>", "into a file that you alone may read; what is there is replaced")
        .action(async (email: string, { out }: { readonly out?: string }) => {
          const held = JSON.stringify(await exportPerson(await open(), email), null, 2);
          if (out === undefined) print(held);
          else await writePrivateLines(out, async (write) => write(held));
        }),
    )
    .addCommand(
      new Command("erase")
        .argument("<email>")
        .description("forgets them; can't be undone")
        .requiredOption("--by <name>", "who does it, for the audit row")
        .requiredOption("--yes", "yes, for ever")
        .action(async (email: string, { by }: { readonly by: string }) => {
          print(erasedAsText(await erasePerson(await open(), email, by)));
        }),
    );
}

function erasedAsText({ counts, held_elsewhere }: Erased): string {
  const lines = Object.entries(counts).map(
    ([what, count]) => `${what.replaceAll("_", " ").padEnd(14)}${count}`,
  );
  if (held_elsewhere.length === 0) return lines.join("\n");
  return [...lines, `They are known elsewhere, too: ${held_elsewhere.join(", ")}`].join("\n");
}
