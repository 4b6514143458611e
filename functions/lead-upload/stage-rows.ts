import type { FileRow } from "./file-row.ts";

/** What came of staging: how many rows were read, or that there are too many. */
export type Staged = { readonly ok: true; readonly rowsRead: number } | { readonly ok: false };

const batch = 1000;
/** A row with problems carries what was sent, too. */
const batchWithSources = 500;
const atOnce = 2;

/**
 * Hands the rows on in batches, two of them under way while the next one is read, and never more in memory than that.
 *
 * Rejects with the first failure when nothing is under way any more.
 */
export async function stageRows(
  rows: Iterable<FileRow>,
  mostRows: number,
  stage: (rows: readonly FileRow[]) => Promise<void>,
): Promise<Staged> {
  const underWay: Promise<void>[] = [];
  let next: FileRow[] = [];
  let sources = 0;
  let rowsRead = 0;

  async function handOn(): Promise<void> {
    if (underWay.length === atOnce) await underWay.shift();
    const staging = stage(next);
    // Whether it fails is asked later; until then nobody may call that unhandled.
    staging.catch(() => undefined);
    underWay.push(staging);
    [next, sources] = [[], 0];
  }

  try {
    for (const row of rows) {
      if (++rowsRead > mostRows) return { ok: false };
      next.push(row);
      if (row.source) sources += 1;
      if (next.length === batch || sources === batchWithSources) await handOn();
    }
    if (next.length > 0) await handOn();
    for (const staging of underWay) await staging;
    return { ok: true, rowsRead };
  } finally {
    await Promise.allSettled(underWay);
  }
}
