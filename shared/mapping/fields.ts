import { z } from "zod/v3";
import { cleanText } from "./clean-text.ts";
import { fromUnixSeconds, parseInstant } from "./instants.ts";

// Schemas of the fields that payloads are made of. What changes depend on is strict: it is right or a problem. What merely
// describes is lenient: it is right or left out, so that a strange name can't keep a payment from being recorded.

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

function toIdentifier(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && visibleAscii.test(text) ? text : null;
}

/** The sender's id of something, sent as a string or a whole number. */
export const identifier = z.unknown().transform((value, context): string => {
  const id = toIdentifier(value);
  if (id !== null) return id;
  const code = value === undefined || value === null ? "missing-field" : "invalid-field";
  context.addIssue({ code: "custom", params: { code } });
  return z.NEVER;
});

/** The id of something else, which senders put as it stands, or inside of the thing itself; undefined when there is none. */
export const reference = z.unknown().transform((value, context): string | undefined => {
  if (value === undefined || value === null || value === "") return undefined;
  const id = toIdentifier(typeof value === "object" && "id" in value ? value.id : value);
  if (id !== null) return id;
  context.addIssue({ code: "custom", params: { code: "invalid-field" } });
  return z.NEVER;
});

/** The name of an event type. */
export const eventType = z.string().regex(/^[\x20-\x7e]{1,255}$/);

/** A word of the sender's vocabulary, as a status; an unknown word is for the mapping to leave unsaid. */
export const word = z.string().nullish();

/** A text for people; left out when it is none. */
export const text = z.unknown().transform((value) => cleanText(value));

/** A time in seconds since 1970 that only describes; left out when it is none. */
export const unixTime = z
  .unknown()
  .transform((value) => (typeof value === "number" ? (fromUnixSeconds(value) ?? undefined) : undefined));

/** An RFC 3339 time that only describes; left out when it is none. */
export const instant = z
  .unknown()
  .transform((value) => (typeof value === "string" ? (parseInstant(value) ?? undefined) : undefined));

/** An object that only describes; left out when it is none. */
export function details<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}
