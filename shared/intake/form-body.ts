import { readForm } from "../verification/read-form.ts";
import { parseJsonBody } from "./json-body.ts";
import type { ParseBody } from "./parsed-body.ts";

/**
 * Takes forms as well as JSON. A form is an object of its fields, of a repeated one the last; or, where it has the field that
 * its sender puts JSON into, what that says.
 */
export function jsonOrForm(jsonField?: string): ParseBody {
  return function parseJsonOrForm(bytes, headers) {
    const form = readForm(headers, bytes);
    if (form === null) return parseJsonBody(bytes);
    const json = jsonField === undefined ? null : form.get(jsonField);
    return json === null
      ? { ok: true, json: Object.fromEntries(form) }
      : parseJsonBody(new TextEncoder().encode(json));
  };
}
