import { Command } from "commander";
import postgres from "postgres";
import { writePrivateLines } from "../write-private-lines.ts";
import { wholeNumber } from "../whole-number.ts";
import type { ConsentProject } from "./project.ts";
import { writeConsentLinks } from "./write-consent-links.ts";

type Options = { readonly broker: string; readonly limit: number };

/** `npm run consent-links`: writes a link to agree for each of a broker's leads who hasn't agreed yet. */
export function consentLinksCommand(
  open: () => Promise<ConsentProject>,
  print: (text: string) => void,
): Command {
  return new Command("npm run consent-links --")
    .description(
      "Makes a link to agree for each of a broker's leads who hasn't agreed yet, and writes them as CSV.",
    )
    .argument("<file>", "where to, as links.csv; what is there is replaced")
    .requiredOption("--broker <slug>", "the broker")
    .option("--limit <leads>", "for so many leads at most", wholeNumber(1, 1_000_000), 100_000)
    .action(async (file: string, { broker, limit }: Options) => {
      const { databaseUrl, settings } = await open();
      const sql = postgres(databaseUrl, { max: 1 });
      try {
        const { written, withoutAddress } = await writePrivateLines(file, (write) =>
          writeConsentLinks(sql, settings, { broker, limit, print: write }),
        );
        print(`${written} links. ${withoutAddress} leads have no e-mail address to send one to.`);
      } finally {
        await sql.end();
      }
    });
}
