import { constantTimeEqual } from "./constant-time-equal.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { readHeader } from "./read-header.ts";
import type { Delivery, Scheme } from "./types.ts";
import { accepted, type Refusal, refused } from "./verdict.ts";

/** Where a sender that doesn't sign may carry the token; at least one place. */
export type SharedTokenOptions = {
  /** The name of a query parameter. */
  readonly query?: string;
  readonly header?: string;
  /** What stands before the token in the header, as `Bearer `. */
  readonly headerPrefix?: string;
  /** The segment of the path that comes after this one, the function's name. It speaks only where no other place does. */
  readonly pathAfter?: string;
};

const tokenGrammar = /^[\x21-\x7e]{1,512}$/;

/**
 * A secret that the sender repeats with every delivery, compared in constant time.
 *
 * It proves that the sender knows the address it was given, and nothing about the body. A token that is sent in two
 * places, or twice in one, must be the same. Choose one of URL-safe characters, at least 128 bits of it random.
 */
export function sharedToken(options: SharedTokenOptions): Scheme {
  if (!options.query && !options.header && !options.pathAfter) {
    throw new TypeError("A shared token needs a place to be in.");
  }

  return immediateScheme(function verifySharedToken(delivery, keys) {
    const presented = presentedTokens(options, delivery);
    if ("ok" in presented) return presented;
    const [token, ...others] = presented;
    if (token === undefined) return refused("missing-credential");
    if (!tokenGrammar.test(token)) return refused("malformed-credential");
    if (others.some((other) => other !== token)) return refused("mismatch");
    return keys.some((key) => constantTimeEqual(key, token)) ? accepted : refused("mismatch");
  });
}

function presentedTokens(
  { query, header, headerPrefix = "", pathAfter }: SharedTokenOptions,
  { url, headers }: Delivery,
): readonly string[] | Refusal {
  const { pathname, searchParams } = new URL(url);
  const tokens = query === undefined ? [] : searchParams.getAll(query);
  if (header !== undefined && headers.has(header)) {
    const value = readHeader(headers, header);
    if (typeof value !== "string") return value;
    if (!value.startsWith(headerPrefix)) return refused("malformed-credential");
    tokens.push(value.slice(headerPrefix.length));
  }
  if (pathAfter !== undefined && tokens.length === 0) {
    const segments = pathname.split("/");
    return segments.includes(pathAfter) ? segments.slice(segments.lastIndexOf(pathAfter) + 1) : [];
  }
  return tokens;
}
