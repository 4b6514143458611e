import { z } from "zod/v3";
import { signedHeaders } from "./sign.ts";
import type { UploadTarget } from "./target.ts";

const counts = z.object({
  rows_read: z.number(),
  rows_refused: z.number(),
  leads_new: z.number(),
  leads_changed: z.number(),
  leads_unchanged: z.number(),
  conflicts: z.number(),
});
const accepted = z.object({
  upload: z.string(),
  status: z.enum(["receiving", "staged", "promoted", "failed"]),
  counts,
  unknown_columns: z.array(z.string()).optional(),
});
const problem = z.object({ type: z.string(), title: z.string() });
const seen = z.object({ first_seen_at: z.string(), upload: z.string() });

/** How far an upload has come. */
export type UploadState = Readonly<z.output<typeof accepted>>;

/** What the function says to a file. */
export type SendingAnswer =
  | { readonly kind: "accepted"; readonly state: UploadState }
  | { readonly kind: "seen"; readonly upload: string; readonly firstSeenAt: string }
  | { readonly kind: "refused"; readonly title: string; readonly status: number }
  /** Later it may be taken. */
  | { readonly kind: "later"; readonly seconds: number | null };

/** A file that is sent, by the same id however often. */
export type SentFile = {
  readonly id: string;
  readonly broker: string;
  readonly name: string;
  readonly bytes: Uint8Array;
};

const pieceLength = 65_536;

/** Speaks to lead-upload as its documentation says. A call rejects when there was no answer. */
export function leadUploadClient({ url, secret }: UploadTarget, now: () => Date = () => new Date()) {
  async function ask(upload: string, accept: string): Promise<Response> {
    const nothing = new Uint8Array();
    const headers = { ...signedHeaders(secret, upload, nothing, now()), accept };
    const answer = await fetch(`${url}/lead-upload/${upload}`, { headers, redirect: "error" });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new Error(`lead-upload answers ${answer.status} for the upload ${upload}.`);
  }

  return {
    async send({ id, broker, name, bytes }: SentFile, sent: (bytes: number) => void): Promise<SendingAnswer> {
      const answer = await fetch(`${url}/lead-upload/${broker}`, {
        method: "POST",
        headers: {
          ...signedHeaders(secret, id, bytes, now()),
          "content-type": contentType(name),
          "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        },
        body: inPieces(bytes, sent),
        redirect: "error",
      });
      const text = await answer.text();
      if (answer.ok) return { kind: "accepted", state: accepted.parse(JSON.parse(text)) };
      if (answer.status === 409) {
        const { upload, first_seen_at } = seen.parse(JSON.parse(text));
        return { kind: "seen", upload, firstSeenAt: first_seen_at };
      }
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
        return { kind: "later", seconds: secondsOf(answer.headers.get("retry-after")) };
      }
      const { title } = problem.parse(JSON.parse(text));
      return { kind: "refused", title, status: answer.status };
    },
    progress: async (upload: string): Promise<UploadState> =>
      accepted.parse(await (await ask(upload, "application/json")).json()),
    /** Every problem of its rows, as a CSV file. */
    problems: async (upload: string): Promise<string> => (await ask(upload, "text/csv")).text(),
  };
}

/** What `leadUploadClient` makes. */
export type LeadUploadClient = ReturnType<typeof leadUploadClient>;

function inPieces(bytes: Uint8Array, sent: (bytes: number) => void): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = bytes.slice(start, start + pieceLength);
      start += piece.length;
      if (piece.length > 0) controller.enqueue(piece);
      else controller.close();
      sent(start);
    },
  });
}

function contentType(name: string): string {
  if (/\.json$/i.test(name)) return "application/json";
  return /\.(?:ndjson|jsonl)$/i.test(name) ? "application/x-ndjson" : "text/csv";
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : null;
}
