import { z } from "zod/v3";
import { identifyBatch } from "../../shared/intake/identify-batch.ts";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { concatenatePairs } from "../../shared/verification/concatenate-pairs.ts";
import { isStage } from "./changes.ts";

const sid = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const word = z.string().regex(/^[A-Za-z_-]{1,32}$/);

// Where a value ends isn't signed. What is taken for a status is one, or a recorded callback could be cut into others.
const messageForm = z.object({ MessageSid: sid, MessageStatus: word.refine(isStage) });
const inboundForm = z.object({ MessageSid: sid, MessageStatus: z.undefined(), Body: z.string() });
// https://www.twilio.com/docs/voice/api/call-resource#call-status-values
const callForm = z.object({
  CallSid: sid,
  CallStatus: z.enum([
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "failed",
    "no-answer",
    "canceled",
  ]),
  SequenceNumber: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});
const otherForm = z.object({ AccountSid: sid, StatusCallbackEvent: word.catch("callback") });
const fields = z.record(z.string());
const streamedEvent = z.object({ id: identifier, type: eventType, time: z.string() });

/**
 * Tells Twilio's events apart. A callback has no id but in a header that isn't signed (`I-Twilio-Idempotency-Token`): a message
 * comes in once and enters a status once, and so does a call. Other callbacks name what they are about, and when or how often, in fields
 * of their own: they are told by all that is signed.
 */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  if (Array.isArray(body)) {
    return identifyBatch(body, streamedEvent, ({ id, type, time }) => {
      return { id, type, occurredAt: parseInstant(time) };
    });
  }
  const message = messageForm.safeParse(body);
  if (message.success) {
    const { MessageSid, MessageStatus } = message.data;
    return [undated(`${MessageSid}:${MessageStatus}`, `message.${MessageStatus}`, body)];
  }
  const inbound = inboundForm.safeParse(body);
  if (inbound.success) return [undated(`${inbound.data.MessageSid}:received`, "message.received", body)];
  const call = callForm.safeParse(body);
  if (!call.success) return identifyOther(body);
  const { CallSid, CallStatus, SequenceNumber = "" } = call.data;
  return [undated(`${CallSid}:${CallStatus}:${SequenceNumber}`, `call.${CallStatus}`, body)];
}

function identifyOther(body: unknown): readonly IdentifiedEvent[] | null {
  const other = otherForm.safeParse(body);
  const sent = fields.safeParse(body);
  if (!other.success || !sent.success) return null;
  const id = compositeId([concatenatePairs(Object.entries(sent.data))]);
  return [undated(id, other.data.StatusCallbackEvent, body)];
}

function undated(id: string, type: string, payload: unknown): IdentifiedEvent {
  return { id, type, occurredAt: null, payload };
}
