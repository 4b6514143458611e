import { functionEnvironment } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { startInstantDataApi } from "../instant-data-api.ts";
import { measureAlone } from "../measure.ts";
import { peakMemory, processCpu } from "../process-cpu.ts";
import { printMedian } from "../report.ts";
import { asCsv, asObjects, type BenchList } from "./list.ts";
import { sendFile } from "./send-file.ts";
import { takeUploads } from "./take-uploads.ts";

const rounds = 3;
const mostBytes = 20 * 1024 * 1024;
const wideColumns = 990;

/** What the function's process costs by itself, with the list and with what else comes close to the limits that are documented. */
export async function benchFunctionAlone(list: BenchList): Promise<void> {
  const objects = fitting(asObjects(list), mostBytes - 1);
  const files: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
    list: asCsv(list),
    "20 MB of JSON": new TextEncoder().encode(`[${objects.join()}]`),
    "20 MB of JSON lines": new TextEncoder().encode(objects.join("\n")),
    "20 MB, wide and faulty": asCsv(wideList()),
  };
  for (const [name, file] of Object.entries(files)) {
    const alone = await measureAlone(0, rounds, () => functionAlone(file));
    printMedian(
      `upload, ${name}`,
      "ms CPU",
      alone.map(({ cpu }) => cpu),
    );
    printMedian(
      `upload, ${name}`,
      "MB at most",
      alone.map(({ memory }) => memory),
    );
  }
}

/** As many of the texts as fit into so many bytes, one more between each and the next. */
function fitting(texts: readonly string[], most: number): readonly string[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  return texts.filter((text) => {
    bytes += encoder.encode(text).length + 1;
    return bytes <= most;
  });
}

/** Rows of so many columns that few fit, each with something wrong, so that it is kept as it was sent. */
function wideList(): BenchList {
  const header = ["apn", "email", ...Array.from({ length: wideColumns }, (_, index) => `column ${index}`)];
  const cells = Array.from({ length: wideColumns }, (_, index) => String(index));
  return {
    header,
    rows: Array.from({ length: 5200 }, (_, index) => [String(index + 1), "none at all", ...cells]),
  };
}

/** One upload to a process that has done nothing before, as on the platform. */
async function functionAlone(
  file: Uint8Array<ArrayBuffer>,
): Promise<{ readonly cpu: number; readonly memory: number }> {
  const api = startInstantDataApi(takeUploads);
  const environment = functionEnvironment(api.url);
  const process = await launchFunction(projectRoot, "functions/lead-upload/index.ts", environment);
  try {
    const before = processCpu(process.pid);
    await sendFile(process.url, "acme", environment.LEAD_UPLOAD_SECRET_ACME ?? "", file);
    return { cpu: (processCpu(process.pid) - before) / 1000, memory: peakMemory(process.pid) / 1e6 };
  } finally {
    await process.kill();
    await api.stop();
  }
}
