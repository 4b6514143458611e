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
};

const mostAttempts = 10;

/** A delivery of a message, signed as at the given time. */
export async function signed(
  { sign, secret }: Pick<Sender, "sign" | "secret">,
  message: Message,
  at = new Date(),
): Promise<Delivery> {
  return { method: "POST", ...(await sign(message, secret, at)), body: message.body };
}

/**
 * Makes the request, and again while the answer is to come back later, as every sender does. Resolves to the answer in short,
 * as `200 processed` or `401 unverified`.
 */
export async function send({ url }: Sender, { method, path, headers, body }: Delivery): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const init = { method, headers: { "content-type": "application/json", ...headers } };
    const response = await fetch(url + path, body === null ? init : { ...init, body });
    const text = await response.text();
    const isPassing = response.status >= 500 || response.status === 429;
    if (!isPassing || attempt === mostAttempts) return `${response.status} ${wordOf(text)}`.trim();
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
  }
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
