import { createHash } from "node:crypto";

/** What the database knows of a nonce: its SHA-256 in hex, of which nobody can make a link. */
export function nonceHash(nonce: string): string {
  return createHash("sha256").update(nonce).digest("hex");
}
