import { type StagedRow, uploadApp, uploadId } from "../../support/lead-uploads.ts";
import { type Attempt, requestOf } from "../attempt.ts";
import type { Outcome } from "../subject.ts";

/** What became of a request to lead-upload. */
export type UploadOutcome = Outcome & {
  readonly answer: string;
  /** What the database was asked, in this order. */
  readonly doors: readonly string[];
  readonly claims: readonly Readonly<Record<string, unknown>>[];
  readonly rows: readonly StagedRow[];
  /** How many rows the database was told that there were; null when it was told nothing. */
  readonly rowsTold: unknown;
};

const progress = {
  upload: uploadId,
  broker: "acme",
  status: "promoted",
  received_at: "2027-01-15T07:00:00+00:00",
  promoted_at: "2027-01-15T07:01:00+00:00",
  counts: { rows_read: 1, rows_refused: 0, leads_new: 1, leads_changed: 0, leads_unchanged: 0, conflicts: 0 },
};

/** Makes the attempt at an app whose database takes everything; null for one that no client could send. */
export async function sendUpload(attempt: Attempt): Promise<UploadOutcome | null> {
  const request = requestOf(attempt);
  if (request === null) return null;
  let rowsTold: unknown = null;
  const { app, doors, claims, rows, log } = uploadApp(
    (door, args) => {
      if (door === "complete_lead_staging") rowsTold = args.rows_read;
      if (door === "get_lead_upload") return args.upload === uploadId ? progress : null;
      return door === "list_row_problems" ? [] : undefined;
    },
    {},
    () => attempt.now,
  );
  const start = performance.now();
  const response = await app.fetch(request);
  const answer = await response.text();
  const milliseconds = performance.now() - start;
  return { status: response.status, answer, doors, claims, rows, rowsTold, log, milliseconds };
}
