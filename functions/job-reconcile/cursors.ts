import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";

const instant = z.string().transform((text) => new Date(text));

const cursors = z.record(
  z.object({
    reconciled_until: instant,
    window_until: instant.nullable(),
    next_page: z.string().nullable(),
    last_run_at: instant,
  }),
);

/** How far a provider's list of events has been gone through. */
export type Cursor = {
  /** Everything that was created before is here. */
  readonly reconciledUntil: Date;
  /** The window that is open, and where to go on with it; null when none is. */
  readonly open: { readonly until: Date; readonly nextPage: string } | null;
};

/** The cursor of every provider that was ever reconciled, by its name, and when a run last came to it. */
export async function readCursors(
  rpc: Rpc,
): Promise<ReadonlyMap<string, Cursor & { readonly lastRunAt: Date }>> {
  const rows = Object.entries(cursors.parse(await rpc("reconciliation_cursors", {})));
  return new Map(
    rows.map(([provider, { reconciled_until, window_until, next_page, last_run_at }]) => {
      const open = window_until && next_page !== null ? { until: window_until, nextPage: next_page } : null;
      return [provider, { reconciledUntil: reconciled_until, open, lastRunAt: last_run_at }];
    }),
  );
}

/** Keeps a cursor, and the code of what its run failed with, if it did. */
export async function recordCursor(
  rpc: Rpc,
  provider: string,
  { reconciledUntil, open }: Cursor,
  error: string | null,
): Promise<void> {
  await rpc("record_reconciliation", {
    provider,
    reconciled_until: reconciledUntil.toISOString(),
    window_until: open?.until.toISOString() ?? null,
    next_page: open?.nextPage ?? null,
    error,
  });
}
