import { readContact } from "../../shared/contacts/read-contact.ts";
import type { EngagementChange } from "../../shared/intake/change.ts";
import type { MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { slug } from "../../shared/mapping/slug.ts";
import { stated } from "../../shared/mapping/stated.ts";
import type { InboundMessage, MessageStatus } from "./payload.ts";

// Callbacks aren't dated. What they say of a person yields to anything that is; what they say of a message goes by the stage
// alone, and so does what Event Streams say, which may tell of the same message.
const undated = "1970-01-01T00:00:00Z";

// https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
const stages: readonly string[] = [
  "accepted",
  "scheduled",
  "queued",
  "sending",
  "sent",
  "canceled",
  "failed",
  "undelivered",
  "delivered",
  "read",
];

// https://help.twilio.com/articles/223134027: Twilio itself stops sending to who writes one of these.
const stopWords = /^(?:stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)$/i;

/** Whether it is a stage that a message which was sent can be in. */
export function isStage(status: string): boolean {
  return stages.includes(status);
}

/** What came of a message that was sent: the engagement and whom it went to. */
export async function statusChanges(
  { sid, status: sent, to }: MessageStatus,
  occurredAt: string | null,
  defaults: MappingDefaults,
): Promise<Normalised> {
  const status = slug(sent);
  const message = stated<EngagementChange>({
    kind: "engagement",
    at: undated,
    rank: stages.indexOf(status ?? "") + 1,
    external_id: sid,
    engagement_kind: "message",
    status,
    occurred_at: occurredAt ?? undefined,
  });
  return { ok: true, changes: [...(await contactOf(to, occurredAt, defaults)), message] };
}

/** What a message that came in says: who replied, and whether they want no more. */
export async function inboundChanges(
  { sid, from, body, optOut, name }: InboundMessage,
  occurredAt: string | null,
  defaults: MappingDefaults,
): Promise<Normalised> {
  const reply = stated<EngagementChange>({
    kind: "engagement",
    at: undated,
    external_id: sid,
    engagement_kind: "reply",
    status: slug(optOut) ?? (stopWords.test(body ?? "") ? "stop" : "received"),
    occurred_at: occurredAt ?? undefined,
  });
  return { ok: true, changes: [...(await contactOf(from, occurredAt, defaults, name)), reply] };
}

/** The person behind an address: a number, or a number on a channel, as `whatsapp:+15550100001`. */
function contactOf(
  address: string | null | undefined,
  occurredAt: string | null,
  { phoneCountry }: MappingDefaults,
  full_name?: string,
) {
  const number = address?.replace(/^[a-z]+:(?=\+)/, "");
  return readContact(
    { at: occurredAt ?? undated },
    {
      identities: { "twilio:number": /^\+\d{5,15}$/.test(number ?? "") ? number : undefined },
      full_name,
      phone: number,
      phone_countries: [phoneCountry],
    },
  );
}
