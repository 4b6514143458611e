import { z } from "zod/v3";
import { identifier, text, word } from "../../shared/mapping/fields.ts";

/** What came of a message that was sent. */
export type MessageStatus = {
  readonly sid: string;
  readonly status: string;
  readonly to: string | null | undefined;
};

/** A message that came in. */
export type InboundMessage = {
  readonly sid: string;
  readonly from: string | null | undefined;
  readonly body: string | undefined;
  /** `STOP`, `START` or `HELP`, of an account with Advanced Opt-Out. */
  readonly optOut: string | null | undefined;
  readonly name: string | undefined;
};

/** A status callback: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
export const statusForm = z
  .object({ MessageSid: identifier, MessageStatus: z.string(), To: word })
  .transform(({ MessageSid: sid, MessageStatus: status, To: to }): MessageStatus => ({ sid, status, to }));

/** A message that came in: https://www.twilio.com/docs/messaging/guides/webhook-request */
export const inboundForm = z
  .object({ MessageSid: identifier, From: word, Body: text, OptOutType: word, ProfileName: text })
  .transform(
    ({ MessageSid: sid, From: from, Body: body, OptOutType: optOut, ProfileName: name }): InboundMessage => {
      return { sid, from, body, optOut, name };
    },
  );

/** `com.twilio.messaging.message.*`: https://www.twilio.com/docs/events/event-types/messaging/message-status */
export const streamedStatus = z.object({
  data: z
    .object({ messageSid: identifier, messageStatus: z.string(), to: word })
    .transform(({ messageSid: sid, messageStatus: status, to }): MessageStatus => ({ sid, status, to })),
});

/** `com.twilio.messaging.inbound-message.received`. */
export const streamedInbound = z.object({
  data: z
    .object({ messageSid: identifier, from: word, body: text })
    .transform(({ messageSid: sid, from, body }): InboundMessage => {
      return { sid, from, body, optOut: undefined, name: undefined };
    }),
});
