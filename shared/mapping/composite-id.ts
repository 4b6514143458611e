import { createHash } from "node:crypto";

/**
 * An id for an event whose sender gives it none: a digest of what tells it apart. The same parts, in the same order, always
 * make the same id, and no two lists of parts that differ make one.
 */
export function compositeId(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
