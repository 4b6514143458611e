import { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, Normalised } from "../../shared/intake/provider.ts";
import { word } from "../../shared/mapping/fields.ts";
import { emailStatusRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";

// https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-types
const mailEvent = z.object({ "event-data": z.object({ recipient: z.string(), severity: word }) });
type MailEvent = z.output<typeof mailEvent>["event-data"];
type EmailStatus = NonNullable<ContactChange["email_status"]>;

const mappings = new Map<string, (event: MailEvent) => EmailStatus | undefined>([
  ["failed", ({ severity }) => (severity === "permanent" ? "bounced" : undefined)],
  ["complained", () => "unsubscribed"],
  ["unsubscribed", () => "unsubscribed"],
]);

/** Maps what says that an address can't be, or mustn't be, written to. The forms of before 2018 are kept and say nothing. */
export async function normalise({ type, occurredAt: at, payload }: IdentifiedEvent): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping || !isCurrent(payload)) return unmapped;
  if (at === null) return { ok: false, problem: { code: "invalid-field", field: "event-data.timestamp" } };
  const read = readPayload(mailEvent, payload);
  if (!read.ok) return read;
  const event = read.value["event-data"];
  const email_status = mapping(event);
  if (!email_status) return unmapped;
  const contact = await readContact(
    { at, rank: emailStatusRank(email_status) },
    { email: event.recipient, email_status },
  );
  if (contact.length > 0) return { ok: true, changes: contact };
  return { ok: false, problem: { code: "invalid-field", field: "event-data.recipient" } };
}

function isCurrent(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "event-data" in payload;
}
