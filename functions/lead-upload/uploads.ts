import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import { type Promotion, promoteUpload, uploadCounts } from "../../shared/leads/promote-upload.ts";
import type { FileFormat } from "./file-format.ts";
import type { FileRow } from "./file-row.ts";

const id = z.string().uuid();
const whole = z.number().int().nonnegative();
const claim = z.discriminatedUnion("claimed", [
  z.object({ claimed: z.literal(true), upload: id }),
  z.object({
    claimed: z.literal(false),
    reason: z.enum(["unknown-broker", "seen"]),
    first_seen_at: z.string().optional(),
    upload: id.nullish(),
  }),
]);
const staged = z.object({ staged: whole });
const completed = z.object({ status: z.literal("staged") });
const progress = z
  .object({
    upload: id,
    broker: z.string(),
    status: z.enum(["receiving", "staged", "promoted", "failed"]),
    received_at: z.string(),
    promoted_at: z.string().nullable(),
    counts: uploadCounts,
  })
  .nullable();
const rowProblems = z.array(
  z.object({
    id: whole,
    line: whole,
    column: z.string().nullable(),
    reason: z.string(),
    outcome: z.enum(["refused", "field-dropped"]),
  }),
);

/** A file that is to be taken in. */
export type OfferedFile = {
  readonly broker: string;
  readonly webhook_id: string;
  readonly content_sha256: string;
  readonly file_name: string | null;
  readonly format: FileFormat;
};

/** Whether a file is ours to take in, or why not. */
export type Claim = Readonly<z.output<typeof claim>>;
/** What is known of an upload. */
export type UploadProgress = Readonly<NonNullable<z.output<typeof progress>>>;
/** Something that was wrong with a row. */
export type FoundProblem = Readonly<z.output<typeof rowProblems>[number]>;

/** The uploads that the database has. Every call rejects when it can't answer. */
export type Uploads = {
  readonly claim: (file: OfferedFile) => Promise<Claim>;
  readonly stage: (upload: string, rows: readonly FileRow[]) => Promise<void>;
  readonly completeStaging: (upload: string, rowsRead: number) => Promise<void>;
  readonly promote: (upload: string, isTimeUp: () => boolean) => Promise<Promotion>;
  readonly abandon: (upload: string) => Promise<void>;
  /** Null when there is no such upload. */
  readonly find: (upload: string) => Promise<UploadProgress | null>;
  /** The problems with ids greater than `after`, in their order. */
  readonly problems: (upload: string, after: number, batch: number) => Promise<readonly FoundProblem[]>;
};

/** The uploads by way of the database's doors. */
export function databaseUploads(rpc: Rpc): Uploads {
  return {
    claim: async (file) => claim.parse(await rpc("claim_lead_upload", file)),
    async stage(upload, rows) {
      staged.parse(await rpc("stage_leads", { upload, rows }));
    },
    async completeStaging(upload, rowsRead) {
      completed.parse(await rpc("complete_lead_staging", { upload, rows_read: rowsRead }));
    },
    promote: (upload, isTimeUp) => promoteUpload(rpc, upload, isTimeUp),
    async abandon(upload) {
      await rpc("abandon_lead_upload", { upload });
    },
    find: async (upload) => progress.parse(await rpc("get_lead_upload", { upload })),
    problems: async (upload, after, batch) =>
      rowProblems.parse(await rpc("list_row_problems", { upload, after, batch })),
  };
}
