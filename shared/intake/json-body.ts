import { parseExactJson } from "./parse-exact-json.ts";
import type { ParsedBody } from "./parsed-body.ts";
import { refuse } from "./refusal.ts";

const deepest = 100;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The JSON object or array that a verified body is, or the refusal of a body that is something else. Whole numbers that
 * JavaScript can't hold are texts in it.
 */
export function parseJsonBody(bytes: Uint8Array): ParsedBody {
  if (isDeeperThan(deepest, bytes)) return refuse("too-deep");
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse("not-utf-8");
  }
  let json: unknown;
  try {
    json = parseExactJson(text);
  } catch {
    return refuse("not-json");
  }
  return typeof json === "object" && json !== null ? { ok: true, json } : refuse("not-an-object");
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether arrays and objects stand in one another deeper than `limit`.
 *
 * Asked of the bytes, before anything recursive gets them: what parses 10,000 levels may still fail to write or store them.
 */
function isDeeperThan(limit: number, bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    }
  }
  return false;
}
