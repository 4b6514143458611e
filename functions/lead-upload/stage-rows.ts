import type { FileRow, WeighedRow } from "./file-row.ts";

/** What came of staging: how many rows were read, or that there are too many. */
export type Staged = { readonly ok: true; readonly rowsRead: number } | { readonly ok: false };

const mostRowsOfBatch = 250;
// The engine frees longer texts than this only in a collection of everything, and ten thousand wide rows would be half a gigabyte.
const largestBatch = 100_000;
const mostUnderWay = 3;

/**
 * Hands the rows on in batches, some of them under way while the next one is read, and never more in memory than that.
 *
 * Rejects with the first failure when nothing is under way any more.
 */
export async function stageRows(
  rows: Iterable<WeighedRow>,
  mostRows: number,
  stage: (rows: readonly FileRow[]) => Promise<void>,
): Promise<Staged> {
  const underWay: Promise<void>[] = [];
  let next: FileRow[] = [];
  let sizeOfNext = 0;
  let rowsRead = 0;

  async function handOn(): Promise<void> {
    if (underWay.length === mostUnderWay) await underWay.shift();
    const staging = stage(next);
    // Whether it fails is asked later; until then nobody may call that unhandled.
    staging.catch(() => undefined);
    underWay.push(staging);
    [next, sizeOfNext] = [[], 0];
  }

  try {
    for (const { row, size } of rows) {
      if (++rowsRead > mostRows) return { ok: false };
      next.push(row);
      sizeOfNext += size;
      if (next.length === mostRowsOfBatch || sizeOfNext > largestBatch) await handOn();
    }
    if (next.length > 0) await handOn();
    for (const staging of underWay) await staging;
    return { ok: true, rowsRead };
  } finally {
    await Promise.allSettled(underWay);
  }
}
