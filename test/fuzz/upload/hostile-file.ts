import { leadColumns } from "../../../shared/leads/lead-columns.ts";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson } from "../mutate-json.ts";
import { mutateText } from "../mutate-text.ts";
import type { Random } from "../random.ts";
import type { Try } from "../subject.ts";
import { storableLead } from "./storable-lead.ts";
import { sendUpload, type UploadOutcome } from "./send-upload.ts";
import { files, signedFile } from "./signed-files.ts";

const types = [...files.map(({ type }) => type), "", "text/html", "application/json; charset=utf-16"];
const names = Object.values(leadColumns).map((spellings) => spellings.split(" ")[0] ?? "");
const strange = ["__proto__", "constructor", ""];
const stated = [
  ..."1234567890;90012;901;90012-1234;CA;california;1 Main St Apt 4;PO Box 7;12-A;ann@example.com;(310) 555-0101".split(
    ";",
  ),
  ...'3;2.5;1,850 sq ft;$1,250,000;JPY;yes;no;2026-11-01T08:00:00-08:00;AS01,ES01;melissa;{"a":1};a,b;77;1e9;N/A;'.split(
    ";",
  ),
];
const taken = [201, 202, 413, 400, 422];

/**
 * Sends a file that no broker would make, as if one had signed it: it is refused, or each of its rows is told once, and is a lead that
 * the database takes or has a problem.
 */
export async function tryHostileFile(random: Random): Promise<Try> {
  const attempt = signedFile(hostileFile(random), random.pick(types));
  const result = await sendUpload(attempt);
  return { attempt, result, fault: result && faultOf(result) };
}

function faultOf({ status, doors, rows, rowsTold }: UploadOutcome): string | null {
  if (!taken.includes(status)) return `was answered ${status}`;
  if (doors[0] === "claim_lead_upload" && status >= 300 && doors.at(-1) !== "abandon_lead_upload")
    return "left its claim behind";
  if (status >= 300) return null;
  if (rows.length !== rowsTold) return `staged ${rows.length} rows and told ${String(rowsTold)}`;
  if (rows.some(({ line }, index) => line <= (rows[index - 1]?.line ?? 0))) return "told a row twice";
  if (rows.some(({ lead, problems }) => lead === null && problems.length === 0))
    return "refused a row without a reason";
  const unstorable = rows
    .map(({ lead }) => storableLead.nullable().safeParse(lead))
    .find(({ success }) => !success);
  return unstorable?.error ? `made a lead that can't be stored: ${unstorable.error.message}` : null;
}

function hostileFile(random: Random): Uint8Array<ArrayBuffer> {
  const { file } = random.pick(files);
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  return random.pick([
    () => new Uint8Array(mutatedBytes(bytes, random)),
    () => asBytes(JSON.stringify(mutatedRows(random))),
    () =>
      asBytes(
        [mutatedRows(random)]
          .flat()
          .map((row) => JSON.stringify(row))
          .join(random.pick(["\n", "\r\n", "\n\n"])),
      ),
    () => asBytes(table(random)),
  ])();
}

function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  for (let left = 1 + random.below(5); left > 0; left--) mutated = mutateBytes(mutated, random);
  return mutated;
}

function mutatedRows(random: Random): unknown {
  const name = () => random.pick([...names, ...names, ...strange]);
  let rows: unknown = Array.from({ length: 1 + random.below(5) }, () => ({
    mak: "1234567890",
    ...Object.fromEntries(
      Array.from({ length: 8 }, () => [name(), random.pick<unknown>([...stated, 1, true, null, ["a"]])]),
    ),
  }));
  for (let left = random.below(5); left > 0; left--) rows = mutateJson(rows, random);
  return rows;
}

/** Rows of cells that say something or other, some mutated, with or without quotes, between delimiters that may change. */
function table(random: Random): string {
  const delimiter = random.pick([",", ";", "\t", "|"]);
  const cell = () => {
    const text = random
      .pick([(sent: string) => sent, mutateText])(random.pick(stated), random)
      .slice(0, 5000);
    const quoted = `"${text.replaceAll('"', '""')}"`;
    return random.below(20) === 0 ? random.pick([text, `"${text}`, `${text}"`]) : quoted;
  };
  const columns = 1 + random.below(12);
  const row = (first: string, of: () => string) =>
    [first, ...Array.from({ length: random.below(20) === 0 ? random.below(20) : columns }, of)].join(
      random.below(20) === 0 ? "," : delimiter,
    );
  const header = row("mak", () => random.pick([...names, ...names, ...strange]));
  const lines = Array.from({ length: random.below(20) }, () => row("1234567890", cell));
  return [header, ...lines].join(random.pick(["\n", "\r\n", "\r"]));
}

function asBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
