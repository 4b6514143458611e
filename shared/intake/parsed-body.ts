import type { Refusal } from "./refusal.ts";

/** The object or array that a verified body is, or the refusal of a body that is something else. */
export type ParsedBody = { readonly ok: true; readonly json: object } | Refusal;

/** Reads a verified body. The headers say which format it is in; they aren't signed. */
export type ParseBody = (bytes: Uint8Array, headers: Headers) => ParsedBody;
