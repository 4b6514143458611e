import fc from "fast-check";
import { inboundMessage, statusCallback } from "../payloads/twilio.ts";

const choices = fc.record({
  number: fc.constantFrom("+15550100001", "whatsapp:+15550100001", "+15550100002"),
  end: fc.constantFrom("undelivered", "failed", "delivered", "read"),
  replies: fc.array(fc.constantFrom("Yes", "STOP", "Who is this?"), { maxLength: 3 }),
  name: fc.constantFrom("Jane", "Janet", undefined),
});

/** What Twilio's callbacks say of one message and what was replied to it, the `number`th of a history. */
export function twilioStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ number: address, end, replies, name: ProfileName }) => {
    const stages = end === "read" ? ["queued", "sent", "delivered", "read"] : ["queued", "sent", end];
    return [
      ...stages.map((stage) => statusCallback(stage, { MessageSid: `SM${number}`, To: address })),
      ...replies.map((Body, index) =>
        inboundMessage({ MessageSid: `SM${number}r${index}`, From: address, Body, ProfileName }),
      ),
    ];
  });
}
