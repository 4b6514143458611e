import { concatenatePairs } from "./concatenate-pairs.ts";
import { readForm } from "./read-form.ts";
import type { Delivery } from "./types.ts";

/** What `parametersHmac` signs of a delivery: the sorted parameters of query and form, and after them a body that is no form. */
export function signedParameters({
  url,
  headers,
  body,
}: Pick<Delivery, "url" | "headers" | "body">): readonly (string | Uint8Array)[] {
  const form = readForm(headers, body);
  const pairs = concatenatePairs([...new URL(url).searchParams, ...(form ?? [])]);
  return form === null ? [pairs, body] : [pairs];
}
