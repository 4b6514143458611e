import { z } from "zod/v3";
import { identifyBatch } from "../../shared/intake/identify-batch.ts";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { concatenatePairs } from "../../shared/verification/concatenate-pairs.ts";
import { isStage } from "./changes.ts";

// As long as any, in tests too; capitals begin the next name.
const sid = z.string().regex(/^[A-Z]{2}[0-9a-z]{1,62}$/);
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
});
const otherForm = z.object({ StatusCallbackEvent: word.catch("callback") });
const fields = z.record(z.string()).refine((sent) => Object.keys(sent).length > 0);
const streamedEvent = z.object({ id: identifier, type: eventType, time: z.string() });

/**
 * Tells Twilio's events apart. A callback has no id but in a header that isn't signed (`I-Twilio-Idempotency-Token`): a message
 * enters a status once. Other callbacks name what they are about, and when or how often, in fields of their own: they are told by all
 * that is signed, which is the same however it is cut into fields.
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
  const sent = fields.safeParse(body);
  if (!sent.success) return null;
  return [undated(compositeId([concatenatePairs(Object.entries(sent.data))]), typeOf(body), body)];
}

function typeOf(body: unknown): string {
  if (inboundForm.safeParse(body).success) return "message.received";
  const call = callForm.safeParse(body);
  if (call.success) return `call.${call.data.CallStatus}`;
  return otherForm.parse(body).StatusCallbackEvent;
}

function undated(id: string, type: string, payload: unknown): IdentifiedEvent {
  return { id, type, occurredAt: null, payload };
}
