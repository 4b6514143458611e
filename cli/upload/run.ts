import { basename } from "node:path";
import { Command, CommanderError } from "commander";
import { leadUploadClient } from "./lead-upload-client.ts";
import type { SentFile, UploadState } from "./lead-upload-client.ts";
import { secretVariable, type UploadTarget } from "./target.ts";
import { type ShowProgress, uploadFile, type UploadResult } from "./upload-file.ts";

/** What the command needs from outside. */
export type UploadDependencies = {
  readonly targetOf: (broker: string, url?: string) => Promise<UploadTarget>;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly bar: ShowProgress & { end(): void };
  readonly pause: (seconds: number) => Promise<void>;
};

type Options = {
  readonly broker: string;
  readonly url?: string;
  readonly id?: string;
  readonly problems?: string;
};

const mostShown = 10;

/** Runs `npm run upload`; its exit code: 0 when the file is in, 1 when not, 2 when it was asked wrongly. */
export async function runUpload(args: readonly string[], dependencies: UploadDependencies): Promise<number> {
  const { print, printError } = dependencies;
  let exitCode = 0;
  const command = new Command("npm run upload --")
    .description(
      "Sends a file of leads to lead-upload: CSV, JSON or NDJSON. Of the local stack unless --url or PUBLIC_BASE_URL says otherwise.",
    )
    .argument("<file>")
    .requiredOption("--broker <slug>", "whose leads they are; signed with LEAD_UPLOAD_SECRET_<BROKER>")
    .option("--url <address>", "where the functions are, as https://<project>.supabase.co/functions/v1")
    .option("--id <id>", "the id of the upload, to go on with one that was interrupted")
    .option("--problems <file>", "write what was wrong with rows into a CSV file")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .action(async (file: string, options: Options) => {
      exitCode = await upload(file, options, dependencies);
    });
  try {
    await command.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printError(`error: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function upload(
  path: string,
  { broker, url, id, problems: problemsPath }: Options,
  { targetOf, print, printError, bar, pause }: UploadDependencies,
): Promise<number> {
  const bytes = await Deno.readFile(path);
  const client = leadUploadClient(await targetOf(broker, url));
  const file = { id: id ?? `upload_${crypto.randomUUID()}`, broker, name: basename(path), bytes };
  const result = await uploadFile(client, file, bar, pause);
  bar.end();
  if (!result.ok) {
    printError(`error: ${failureText(result, file)}`);
    return 1;
  }
  const { state } = result;
  print(resultText(state));
  const problems = await client.problems(state.upload);
  if (problemsPath !== undefined) await Deno.writeTextFile(problemsPath, problems);
  const [, ...lines] = problems.trimEnd().split("\r\n");
  if (lines.length > 0) {
    print(`\n${lines.length} problems (line, column, reason, outcome)`);
    for (const line of lines.slice(0, mostShown)) print(`  ${line}`);
    if (lines.length > mostShown)
      print(
        `  and ${lines.length - mostShown} more${problemsPath === undefined ? ": --problems <file>" : ""}`,
      );
  }
  return state.status === "promoted" ? 0 : 1;
}

function resultText({ upload, status, counts, unknown_columns = [] }: UploadState): string {
  const { rows_read, rows_refused, leads_new, leads_changed, leads_unchanged, conflicts } = counts;
  return [
    `upload ${upload}: ${status}`,
    `${rows_read} rows: ${rows_refused} refused, ${conflicts} to be reviewed`,
    `leads: ${leads_new} new, ${leads_changed} changed, ${leads_unchanged} as they were`,
    ...(unknown_columns.length > 0 ? [`columns left out: ${unknown_columns.join(", ")}`] : []),
  ].join("\n");
}

function failureText(result: UploadResult & { ok: false }, { id, broker }: SentFile): string {
  // The answer doesn't say which, and mustn't: anybody may ask.
  if (result.reason === "refused" && result.status === 401)
    return `${result.title} Is there a broker ${broker} in public.brokers, is ${secretVariable(broker)} the one that lead-upload has, and is this clock right?`;
  if (result.reason === "refused") return result.title;
  if (result.reason === "unanswered") return `lead-upload can't take it now. Go on later with --id ${id}`;
  return `this file or its id was received on ${result.firstSeenAt} already, as upload ${result.upload}`;
}
