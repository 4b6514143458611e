// npm run consent-links -- --broker acme: a link to agree for each lead who hasn't, as CSV.
import { Command } from "commander";
import postgres from "postgres";
import { openConsentProject } from "./project.ts";
import { writeConsentLinks } from "./write-consent-links.ts";

const command = new Command("consent-links")
  .description(
    "Makes a link to agree for each of a broker's leads who hasn't agreed yet, and writes them as CSV.",
  )
  .requiredOption("--broker <slug>", "the broker")
  .option("--limit <leads>", "for so many leads at most", "100000")
  .parse(Deno.args, { from: "user" });
const { broker, limit } = command.opts<{ readonly broker: string; readonly limit: string }>();
if (!/^[1-9][0-9]{0,6}$/.test(limit)) command.error("--limit is a number of leads");

try {
  const { databaseUrl, settings } = await openConsentProject();
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const { written, withoutAddress } = await writeConsentLinks(sql, settings, {
      broker,
      limit: Number(limit),
      print: (line) => console.log(line),
    });
    console.error(`${written} links. ${withoutAddress} leads have no e-mail address to send one to.`);
  } finally {
    await sql.end();
  }
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  Deno.exit(1);
}
