import { Buffer } from "node:buffer";
import type { Message, Sign } from "./sign.ts";

/** One request to a function. */
export type Delivery = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
};

/** A provider's end of the line. */
export type Sender = {
  readonly provider: string;
  readonly sign: Sign;
  readonly secret: string;
  /** One that isn't ours and could be. */
  readonly wrongSecret: string;
  /** Where the provider's function is. */
  readonly url: string;
  /** The address that the sender was told and signs, where it is another. */
  readonly publicUrl?: string;
};

const mostAttempts = 60;
const longestPauseSeconds = 5;

/** A delivery of a message, signed as at the given time. */
export async function signed(
  { sign, secret, url, publicUrl = url }: Pick<Sender, "sign" | "secret" | "url" | "publicUrl">,
  message: Message,
  at = new Date(),
): Promise<Delivery> {
  return { method: "POST", body: message.body, ...(await sign({ url: publicUrl, ...message }, secret, at)) };
}

/**
 * Makes the request, and again while the answer is to come back later, as senders do. Resolves to the answer in short,
 * as `200 processed` or `401 unverified`.
 */
export async function send({ url }: Sender, { method, path, headers, body }: Delivery): Promise<string> {
  const init = { method, headers: { "content-type": "application/json", ...headers } };
  for (let attempt = 1; ; attempt++) {
    const { status, text, retryAfter } = await ask(url + path, body === null ? init : { ...init, body });
    const isPassing = status >= 500 || status === 429;
    if (!isPassing || attempt === mostAttempts) return `${status} ${wordOf(text)}`.trim();
    await pause(status === 429 ? retryAfter : 0.2);
  }
}

type Answer = { readonly status: number; readonly text: string; readonly retryAfter: number };

/** The answer; a connection that broke is as good as a function that did. */
async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    const retryAfter = Number(response.headers.get("retry-after"));
    return { status: response.status, text: await response.text(), retryAfter };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { status: 599, text: JSON.stringify({ code: "connection-broken" }), retryAfter: 0 };
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(seconds, longestPauseSeconds)));
}

/** The status of a receipt, the last part of a problem's type, or the platform's code. */
function wordOf(text: string): string {
  const answer = parseObject(text);
  const word = "type" in answer ? String(answer.type).split(":").at(-1) : "";
  if (word) return word;
  if ("code" in answer) return String(answer.code);
  return "status" in answer ? String(answer.status) : "";
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** The bytes of a text. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}
