import { Command } from "commander";
import { wholeNumber } from "../whole-number.ts";
import { sampleList } from "./sample-list.ts";

type Options = { readonly rows: number; readonly seed: number };

/** `npm run sample-leads`: writes a list of made-up leads, and says what must come of it for a broker without any. */
export function sampleLeadsCommand(print: (text: string) => void): Command {
  return new Command("npm run sample-leads --")
    .description("Writes a list of made-up leads, as messy as those that are sold, as CSV.")
    .argument("<file>", "where to, as leads.csv")
    .option("--rows <number>", "how many rows", wholeNumber(1, 100_000), 10_000)
    .option("--seed <number>", "another list for another number", wholeNumber(0, 1_000_000_000), 1)
    .action(async (file: string, { rows, seed }: Options) => {
      const { csv, expected } = sampleList(seed, rows);
      await Deno.writeFile(file, csv);
      const { rows_read, rows_refused, leads } = expected;
      print(`${file}: ${rows_read} rows, of which ${rows_refused} will be refused; ${leads} leads`);
    });
}
