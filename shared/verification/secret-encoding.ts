import { decodeBase64 } from "./decode-base64.ts";

/** How a sender writes a key: as base64 of its bytes, or as a text that is the key. */
export type SecretEncoding = "base64" | "utf8";

/** The keys as they are hashed with; throws, without quoting it, for one that isn't in its encoding. */
export function decodeKeys(
  keys: readonly string[],
  encoding: SecretEncoding,
): readonly (string | Uint8Array)[] {
  if (encoding === "utf8") return keys;
  return keys.map((key) => {
    const bytes = decodeBase64(key.trim());
    if (bytes === null) throw new TypeError("A key is not base64.");
    return bytes;
  });
}
