import {
  globexSecret,
  signedQuestion,
  signedUpload,
  type SigningOptions,
  uploadId,
} from "../../support/lead-uploads.ts";
import type { Attempt } from "../attempt.ts";

/** When every attempt arrives. */
export const now = new Date("2027-01-15T08:00:00Z");

const header =
  "mak,apn,street,unit,city,state,zip,email,mobile,bedrooms,est value,consent,consent at,melissa payload,tags";
const cells = [
  '1234567890,4321-008-012,123 N. Main Street,Apt 4B,Los Angeles,CA,90012-1234,ann@example.com,(310) 555-0101,3,"$1,250,000",yes,2026-11-01T08:00:00-08:00,"{""a"":1}",a;b',
  ",987,1 Ocean Ave,,Santa Monica,California,90401,bob@example.com,+1 310 555 0102,,,no,,,",
];
const rows = [
  { mak: 1234567890, "First Name": "Ann", email: "ann@example.com", mobile: "310-555-0101", tags: ["a"] },
  { street: "1 Ocean Ave", zip: "90401", melissa_payload: { Records: [{ Results: "AS01" }] }, consent: true },
];

/** The files that attempts start from, one in each form that is taken. */
export const files: readonly { readonly file: string | Uint8Array<ArrayBuffer>; readonly type: string }[] = [
  { file: [header, ...cells].join("\r\n"), type: "text/csv" },
  { file: [header, ...cells].join("\n").replaceAll(",", ";"), type: "text/plain" },
  { file: utf16(`mak\tname\n1234567890\tJos\u00e9\n`), type: "text/tab-separated-values" },
  { file: JSON.stringify(rows), type: "application/json" },
  { file: rows.map((row) => JSON.stringify(row)).join("\n"), type: "application/x-ndjson" },
];

/** What two brokers sign: files, and questions for what became of one. */
export const genuine: readonly Attempt[] = [
  ...files.map(({ file, type }) => attempt("/lead-upload/acme", signed(file, type))),
  attempt(
    "/lead-upload/globex",
    signed("mak\n1234567890\n", "text/csv", { secret: globexSecret, id: "msg_2" }),
  ),
  attempt(`/lead-upload/${uploadId}`, signedQuestion(uploadId, { at: now })),
  attempt(`/lead-upload/${uploadId}`, signedQuestion(uploadId, { at: now, headers: { accept: "text/csv" } })),
];

/** A file under acme's signature. */
export function signedFile(file: string | Uint8Array<ArrayBuffer>, type: string): Attempt {
  return attempt("/lead-upload/acme", signed(file, type));
}

function signed(
  file: string | Uint8Array<ArrayBuffer>,
  type: string,
  options: SigningOptions = {},
): RequestInit {
  return signedUpload(file, { at: now, ...options, headers: { "content-type": type } });
}

function attempt(path: string, { method = "GET", headers, body }: RequestInit): Attempt {
  return {
    method,
    path,
    headers: [...new Headers(headers)],
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    now,
    keys: [],
  };
}

function utf16(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(`\ufeff${text}`, (unit) => unit.charCodeAt(0)).buffer);
}
