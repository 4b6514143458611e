import { isUtf8 } from "node:buffer";
import type { LeadReader } from "../../shared/leads/read-lead.ts";
import { csvFile } from "./csv-file.ts";
import type { FileFormat } from "./file-format.ts";
import { fileFormat } from "./file-format.ts";
import type { WeighedRow } from "./file-row.ts";
import { jsonRows } from "./json-rows.ts";
import { arrayRecords, lineRecords } from "./json-records.ts";

/** Why nothing of a file can be read. */
export type FileFault = "unreadable-file" | "no-key-column" | "too-many-columns" | "no-rows";

/** A file whose rows can be read, once. */
export type LeadFile = {
  readonly format: FileFormat;
  readonly rows: (read: LeadReader) => Iterable<WeighedRow>;
  /** The headers that say nothing that we know, once the rows are read. */
  readonly unknownColumns: () => readonly string[];
};

/** Looks into a file as far as it must to tell what it is. */
export function openLeadFile(
  bytes: Uint8Array,
  contentType: string | null,
): { readonly ok: true; readonly file: LeadFile } | { readonly ok: false; readonly reason: FileFault } {
  const format = fileFormat(bytes, contentType);
  if (bytes.length === 0) return { ok: false, reason: "no-rows" };
  if (format === null) return { ok: false, reason: "unreadable-file" };
  if (format === "csv") return csvFile(bytes);
  if (!isUtf8(bytes)) return { ok: false, reason: "unreadable-file" };
  const records = format === "json" ? arrayRecords(bytes) : lineRecords(bytes);
  return { ok: true, file: { format, ...jsonRows(records) } };
}
