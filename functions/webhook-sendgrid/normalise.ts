import { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, Normalised } from "../../shared/intake/provider.ts";
import { text, word } from "../../shared/mapping/fields.ts";
import { emailStatusRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";

// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
const mailEvent = z.object({ email: z.string(), type: word, reason: text });
type MailEvent = z.output<typeof mailEvent>;
type EmailStatus = NonNullable<ContactChange["email_status"]>;

const mappings = new Map<string, (event: MailEvent) => EmailStatus | undefined>([
  // A block passes: the mailbox was full, the sender's address on a list.
  ["bounce", ({ type }) => (type === "blocked" ? undefined : "bounced")],
  ["dropped", ({ reason = "" }) => statusByReason(reason)],
  ["spamreport", () => "unsubscribed"],
  ["unsubscribe", () => "unsubscribed"],
  ["group_unsubscribe", () => "unsubscribed"],
]);

/** Why SendGrid didn't even try; undefined for what has nothing to do with the address. */
function statusByReason(reason: string): EmailStatus | undefined {
  if (/^(?:bounced address|invalid)$/i.test(reason)) return "bounced";
  return /^(?:unsubscribed|spam reporting) address$/i.test(reason) ? "unsubscribed" : undefined;
}

/** Maps what says that an address can't be, or mustn't be, written to. */
export async function normalise({ type, occurredAt: at, payload }: IdentifiedEvent): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (at === null) return { ok: false, problem: { code: "missing-field", field: "timestamp" } };
  const read = readPayload(mailEvent, payload);
  if (!read.ok) return read;
  const email_status = mapping(read.value);
  if (!email_status) return unmapped;
  const contact = await readContact(
    { at, rank: emailStatusRank(email_status) },
    { email: read.value.email, email_status },
  );
  if (contact.length === 0) return { ok: false, problem: { code: "invalid-field", field: "email" } };
  return { ok: true, changes: contact };
}
