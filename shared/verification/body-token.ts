import { z } from "zod/v3";
import { constantTimeEqual } from "./constant-time-equal.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { parseJson } from "./parse-json.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** Where in the body the token is. */
export type BodyTokenOptions = { readonly field: string };

/**
 * A secret that the sender repeats in a field of its JSON body, compared in constant time, as Zoho CRM's notifications do.
 *
 * It proves that the sender knows the token it was given, and nothing about the rest of the body.
 */
export function bodyToken({ field }: BodyTokenOptions): Scheme {
  const envelope = z.object({ [field]: z.unknown() });

  return immediateScheme(function verifyBodyToken({ body }, keys) {
    const token = envelope.safeParse(parseJson(body)).data?.[field];
    if (token === undefined) return refused("missing-credential");
    if (typeof token !== "string" || !/^[\x21-\x7e]{1,512}$/.test(token)) {
      return refused("malformed-credential");
    }
    return keys.some((key) => constantTimeEqual(key, token)) ? accepted : refused("mismatch");
  });
}
