import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import { z } from "zod/v3";
import { leadUploadApp } from "../../functions/lead-upload/app.ts";
import { databaseUploads } from "../../functions/lead-upload/uploads.ts";
import type { UploadLogEntry } from "../../functions/lead-upload/upload-log.ts";
import type { Rpc } from "../../shared/database/rpc.ts";
import type { Decision } from "../../shared/rate-limit/checkout.ts";
import { addressLimiter } from "../../shared/rate-limit/address-limiter.ts";
import { withinLimit } from "./within-limit.ts";

/** The secret of the broker acme, as `.env.example` has it. */
export const acmeSecret = "whsec_ZGV2ZWxvcG1lbnRfbGVhZF91cGxvYWRfYWNtZQ==";
/** That of another broker, globex. */
export const globexSecret = "whsec_ZGV2ZWxvcG1lbnRfbGVhZF91cGxvYWRfZ2xvYmV4";
/** The id that the fake database gives its upload. */
export const uploadId = "0d3f2b1a-5c4e-4f6a-8b7c-9d0e1f2a3b4c";

/** What a signed request may differ in. */
export type SigningOptions = {
  readonly id?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The headers of Standard Webhooks for a body, by our own reading of the standard and without the code that verifies it. */
export function signatureOf(
  body: Uint8Array,
  { id = "msg_1", secret = acmeSecret, at = new Date() }: SigningOptions,
) {
  const time = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${signature}` };
}

/** A signed upload. */
export function signedUpload(
  file: string | Uint8Array<ArrayBuffer>,
  options: SigningOptions = {},
): RequestInit {
  const body = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const digest = createHash("sha256").update(body).digest("base64");
  return {
    method: "POST",
    body,
    headers: { ...signatureOf(body, options), "content-digest": `sha-256=:${digest}:`, ...options.headers },
  };
}

/** A signed question for an upload. */
export function signedQuestion(upload: string, options: SigningOptions = {}): RequestInit {
  return { headers: { ...signatureOf(new Uint8Array(), { ...options, id: upload }), ...options.headers } };
}

const stagedRow = z.object({
  line: z.number(),
  lead: z.record(z.unknown()).nullable(),
  problems: z.array(z.object({ column: z.string(), reason: z.string() })),
  // As it is: a copy member by member would lose one that is called __proto__.
  source: z.custom<Readonly<Record<string, unknown>>>().optional(),
});

/** A row as the fake database was given it. */
export type StagedRow = z.output<typeof stagedRow>;

/** What the fake database answers a door, over what it would otherwise; undefined for that. */
export type DoorAnswer = (door: string, args: Readonly<Record<string, unknown>>) => unknown;

/** The app with a database that takes everything, and what it was asked. */
export function uploadApp(
  answer: DoorAnswer = () => undefined,
  decision: Partial<Decision> = {},
  now = () => new Date(),
) {
  const doors: string[] = [];
  const claims: Readonly<Record<string, unknown>>[] = [];
  const rows: StagedRow[] = [];
  const log: UploadLogEntry[] = [];
  const signals: string[] = [];
  const counts = {
    rows_read: 0,
    rows_refused: 0,
    leads_new: 0,
    leads_changed: 0,
    leads_unchanged: 0,
    conflicts: 0,
  };
  const answers: Readonly<Record<string, unknown>> = {
    claim_lead_upload: { claimed: true, upload: uploadId },
    complete_lead_staging: { status: "staged" },
    promote_staged_leads: { status: "promoted", counts },
    abandon_lead_upload: { status: "failed" },
  };
  const rpc: Rpc = async (door, args) => {
    const given = answer(door, args);
    // Asked first of all and in every case: only who answers it has a use for it.
    if (given === undefined && door === "checkout_rate_limit") return withinLimit;
    doors.push(door);
    const answered = await given;
    if (answered !== undefined) return answered;
    if (door === "claim_lead_upload") claims.push(args);
    if (door !== "stage_leads") return answers[door] ?? null;
    // What can't be written as JSON must fail here as it would there.
    const batch = z.array(stagedRow).parse(JSON.parse(JSON.stringify(args.rows)));
    rows.push(...batch);
    return { staged: batch.length };
  };
  const app = leadUploadApp({
    keys: new Map([
      ["acme", [acmeSecret]],
      ["globex", [globexSecret]],
    ]),
    rpc,
    uploads: databaseUploads(rpc),
    phoneCountry: "US",
    limiter: {
      decide: async () =>
        ({
          refused: false,
          checkout: null,
          databaseCheck: { spend_token: true, share: 1 },
          fellBack: false,
          ...decision,
        }) as Decision,
      observe: () => undefined,
    },
    addresses: addressLimiter(Date.now),
    count: (signal) => signals.push(signal),
    now,
    log: (entry) => log.push(entry),
    newRequestId: () => "6c1f5e0e-5f5e-4d0a-9d5c-2f7b1c3d4e5f",
  });
  return { app, doors, claims, rows, log, signals };
}
