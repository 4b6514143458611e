import { readBody } from "../../shared/http/body.ts";
import { loadPhoneReader } from "../../shared/leads/phone-reader.ts";
import type { Promotion } from "../../shared/leads/promote-upload.ts";
import { leadReader } from "../../shared/leads/read-lead.ts";
import { sha256, verifyContentDigest } from "./content-digest.ts";
import { fileName } from "./file-name.ts";
import { type LeadFile, openLeadFile } from "./lead-file.ts";
import { refuseUpload, type UploadRefusal } from "./refusal.ts";
import { stageRows } from "./stage-rows.ts";
import type { UploadStep } from "./upload-log.ts";
import type { Uploads } from "./uploads.ts";
import { verifyRequest, type VerifyingDependencies } from "./verify-request.ts";

/** What receiving a file takes from outside. */
export type ReceivingDependencies = VerifyingDependencies & {
  /** The keys of each broker, by its slug. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly uploads: Uploads;
  /** The country of telephone numbers that are sent without one. */
  readonly phoneCountry: string | undefined;
};

/** A file that is ours now. */
export type ReceivedUpload = {
  readonly ok: true;
  readonly broker: string;
  readonly upload: string;
  readonly promotion: Promotion;
  readonly unknownColumns: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
};

/** Tells of a failure that the upload survives. */
export type ReportFailure = (step: UploadStep, thrown: unknown) => void;

const mostBytes = 20 * 1024 * 1024;
const mostRows = 100_000;
const retryLater = { "retry-after": "30" };

/**
 * Takes one file in: verifies its bytes, claims it, stages its rows and promotes them.
 *
 * Rejects when that can't be done now; the claim is given back then, and the sender's retry starts afresh. Once all rows are staged the
 * file is ours, and what can't be promoted now the job promotes.
 */
export async function receiveUpload(
  dependencies: ReceivingDependencies,
  { request, broker, isTimeUp }: { request: Request; broker: string; isTimeUp: () => boolean },
  report: ReportFailure,
): Promise<ReceivedUpload | UploadRefusal> {
  const { keys, uploads, phoneCountry, now } = dependencies;
  const body = await readBody(request, mostBytes);
  if (typeof body === "string") return refuseUpload(body);

  const { method, url, headers } = request;
  const key = keys.get(broker);
  const verified = await verifyRequest(
    { method, url, headers, body },
    key ? [[broker, key]] : [],
    dependencies,
  );
  if (!verified.ok) return verified;
  const limit = verified.headers;
  const hash = sha256(body);
  const digest = verifyContentDigest(headers.get("content-digest"), body, { sha256: hash });
  if (digest !== "match") return refuseUpload(digest, limit);
  const opened = openLeadFile(body, headers.get("content-type"));
  if (!opened.ok) return refuseUpload(opened.reason, limit);

  const { file } = opened;
  const claim = await uploads.claim({
    broker,
    webhook_id: headers.get("webhook-id") ?? "",
    content_sha256: asHex(hash),
    file_name: fileName(headers.get("content-disposition")),
    format: file.format,
  });
  if (!claim.claimed) return await refuseClaim(claim);
  const { upload } = claim;
  const rowsRead = await stage(upload, file);
  if (typeof rowsRead !== "number") return rowsRead;

  const promotion = await promote(upload, rowsRead);
  return { ok: true, broker, upload, promotion, unknownColumns: file.unknownColumns(), headers: limit };

  /** Stages all rows, and tells how many there were, or gives the claim back. */
  async function stage(upload: string, { rows }: LeadFile): Promise<number | UploadRefusal> {
    try {
      const read = leadReader(await loadPhoneReader(phoneCountry), now());
      const staged = await stageRows(rows(read), mostRows, (batch) => uploads.stage(upload, batch));
      if (!staged.ok || staged.rowsRead === 0) {
        await uploads.abandon(upload);
        return refuseUpload(staged.ok ? "no-rows" : "too-many-rows", limit);
      }
      await uploads.completeStaging(upload, staged.rowsRead);
      return staged.rowsRead;
    } catch (thrown) {
      await uploads.abandon(upload).catch((second: unknown) => report("abandon", second));
      throw thrown;
    }
  }

  /** Leaves to the job what can't be promoted now. */
  async function promote(upload: string, rowsRead: number): Promise<Promotion> {
    try {
      return await uploads.promote(upload, isTimeUp);
    } catch (thrown) {
      report("promote", thrown);
      return { status: "staged", counts: { ...none, rows_read: rowsRead } };
    }
  }

  async function refuseClaim(refused: typeof claim & { claimed: false }): Promise<UploadRefusal> {
    if (refused.reason === "unknown-broker") return refuseUpload("unknown-broker");
    const members = {
      ...(refused.first_seen_at !== undefined && { first_seen_at: refused.first_seen_at }),
      ...(typeof refused.upload === "string" && { upload: refused.upload }),
    };
    const first = members.upload === undefined ? null : await uploads.find(members.upload);
    return first?.status === "receiving"
      ? refuseUpload("still-receiving", { ...limit, ...retryLater }, members)
      : refuseUpload("already-received", limit, members);
  }
}

const none = {
  rows_read: 0,
  rows_refused: 0,
  leads_new: 0,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
};

function asHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
