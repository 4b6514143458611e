import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { details, eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds, parseInstant } from "../../shared/mapping/instants.ts";
import { normalise } from "./normalise.ts";
import { configureScheme, scheme } from "./scheme.ts";

// Short enough that what is made of them fits into an event's id.
const subject = details({ id: identifier.refine((id) => id.length <= 100) });
const envelope = z.object({
  message: z.object({
    type: eventType.max(64),
    call: subject,
    chat: subject,
    session: subject,
    status: z.string().max(32).optional().catch(undefined),
    timestamp: z.number().optional().catch(undefined),
    endedAt: z.string().optional().catch(undefined),
  }),
});
type Message = z.output<typeof envelope>["message"];

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { type, call, chat, session, timestamp, endedAt } = read.data.message;
  const about = call ?? chat ?? session;
  if (!about) return null;
  const id = identifier.safeParse(idOf(read.data.message, about.id));
  if (!id.success) return null;
  const sentAt = timestamp === undefined ? null : fromUnixMilliseconds(Math.floor(timestamp));
  return [{ id: id.data, type, occurredAt: sentAt ?? parseInstant(endedAt ?? ""), payload: body }];
}

/** A call ends once and enters a status once; its other messages, and those of chats, are told apart by their millisecond. */
function idOf({ type, status, timestamp }: Message, about: string): string | null {
  if (type === "end-of-call-report") return `${about}:${type}`;
  const moment = type === "status-update" ? status : timestamp;
  return moment === undefined ? null : `${about}:${type}:${moment}`;
}

/** Vapi: https://docs.vapi.ai/server-url */
export const provider = {
  name: "vapi",
  keysVariable: "VAPI_WEBHOOK_SECRET",
  scheme,
  configureScheme,
  identify,
  normalise,
} satisfies Provider;
