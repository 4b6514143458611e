import { createHash } from "node:crypto";
import { z } from "zod/v3";
import { signers } from "../sign.ts";

/** Where a list is sent, and how it is signed. */
export type ListSending = {
  /** The function's address, the broker's slug at its end. */
  readonly url: string;
  readonly secret: string;
};

/** What was answered: the status, and the counts where the list was taken. */
export type ListAnswer = {
  readonly status: number;
  readonly upload: string | null;
  readonly counts: Readonly<Record<string, number>>;
  /** When the same was seen first, where it was refused for that. */
  readonly firstSeenAt: string | null;
};

const answer = z.object({
  upload: z.string().nullable().default(null),
  counts: z.record(z.number()).default({}),
  first_seen_at: z.string().nullable().default(null),
});

/** Sends a list as a broker's script would, under an id of its own. */
export async function sendList(
  { url, secret }: ListSending,
  list: Uint8Array,
  fileName: string,
): Promise<ListAnswer> {
  const sign = signers.standard;
  if (!sign) throw new Error("cli/demo/sign.ts doesn't say how Standard Webhooks signs");
  const { headers } = await sign({ id: `upload-${crypto.randomUUID()}`, body: list }, secret, new Date());
  const response = await fetch(url, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "text/csv",
      "content-disposition": `attachment; filename="${fileName}"`,
      "content-digest": `sha-256=:${createHash("sha256").update(list).digest("base64")}:`,
    },
    body: list,
  });
  const { upload, counts, first_seen_at } = answer.parse(await response.json());
  return { status: response.status, upload, counts, firstSeenAt: first_seen_at };
}
