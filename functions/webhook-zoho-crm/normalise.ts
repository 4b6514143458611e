import { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { identifier, text } from "../../shared/mapping/fields.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";

const person = z.object({
  record_id: identifier,
  Email: text,
  First_Name: text,
  Last_Name: text,
  Full_Name: text,
  Phone: text,
  Mobile: text,
  Mailing_Country: text,
});

// Each module counts its records by itself.
const scopes = new Map([
  ["Contacts", "zoho-crm:contact"],
  ["Leads", "zoho-crm:lead"],
]);

const workflow = z.object({ module: z.string(), record_id: z.unknown() });

/** Maps what a workflow says of a contact or a lead. Notifications name records, which would have to be fetched. */
export async function normalise(
  { occurredAt: at, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const { data } = workflow.safeParse(payload);
  const scope = data?.record_id === undefined ? undefined : scopes.get(data.module);
  if (scope === undefined) return unmapped;
  if (at === null) return { ok: false, problem: { code: "invalid-field", field: "Modified_Time" } };
  const read = readPayload(person, payload);
  if (!read.ok) return read;
  const record = read.value;
  const contact = await readContact(
    { at },
    {
      email: record.Email,
      identities: { [scope]: record.record_id },
      full_name: record.Full_Name,
      given_name: record.First_Name,
      family_name: record.Last_Name,
      phone: record.Mobile ?? record.Phone,
      phone_countries: [record.Mailing_Country, defaults.phoneCountry],
    },
  );
  return { ok: true, changes: contact };
}
