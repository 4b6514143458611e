import { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, Normalised } from "../../shared/intake/provider.ts";
import { details, text, word } from "../../shared/mapping/fields.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";

// https://resend.com/docs/webhooks/emails/bounced
const emailEvent = z.object({
  data: z.object({ to: z.union([z.array(text), text]), bounce: details({ type: word }) }),
});

const emailStatuses = new Map<string, ContactChange["email_status"]>([
  ["email.bounced", "bounced"],
  // Who calls our mail spam doesn't want any more of it.
  ["email.complained", "unsubscribed"],
]);

/** Maps `email.bounced` and `email.complained`. */
export async function normalise({ type, occurredAt: at, payload }: IdentifiedEvent): Promise<Normalised> {
  const email_status = emailStatuses.get(type);
  if (!email_status) return unmapped;
  if (at === null) return { ok: false, problem: { code: "missing-field", field: "created_at" } };
  const read = readPayload(emailEvent, payload);
  if (!read.ok) return read;
  const { to, bounce } = read.value.data;
  // Of several recipients it isn't said whose mail it was.
  const [email, ...others] = [to].flat();
  if (bounce?.type === "Transient" || others.length > 0) return unmapped;
  return { ok: true, changes: await readContact({ at }, { email, email_status }) };
}
