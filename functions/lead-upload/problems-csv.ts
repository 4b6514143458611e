import type { FoundProblem, Uploads } from "./uploads.ts";

const page = 2000;

/**
 * Everything that was wrong with the rows of an upload, as a CSV file: line, column, reason, outcome. Pages are asked for as the reader
 * takes them.
 */
export function problemsCsv(
  uploads: Pick<Uploads, "problems">,
  upload: string,
  report: (thrown: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode("line,column,reason,outcome\r\n")),
    async pull(controller) {
      try {
        const problems = await uploads.problems(upload, after, page);
        const last = problems.at(-1);
        if (last) {
          after = last.id;
          controller.enqueue(encoder.encode(problems.map(asLine).join("")));
        } else {
          controller.close();
        }
      } catch (thrown) {
        report(thrown);
        // What was sent so far is a whole file to whoever reads it; only a connection that breaks says otherwise.
        controller.error(new Error("The problems could not be read."));
      }
    },
  });
}

function asLine({ line, column, reason, outcome }: FoundProblem): string {
  return `${[String(line), column ?? "", reason, outcome].map(asCell).join(",")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula: the column's name is the sender's own text, and may come from elsewhere. */
function asCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
