import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TagChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import type { KajabiEvent } from "./payload.ts";
import { findResource, readResources, realId } from "./resources.ts";

/** Maps `tag_added` and `tag_removed`, which are dated by the contact's last change. */
export async function normaliseTag({
  type,
  occurredAt: at,
  payload,
  defaults,
}: KajabiEvent): Promise<Normalised> {
  const read = readResources(payload);
  if (!read.ok) return read;
  const contact = findResource(read.value, "contacts");
  const tag = findResource(read.value, "contact_tags");
  const name = tag?.attributes.name;
  if (at === null || !contact || name === undefined)
    return { ok: false, problem: { code: "missing-field", field: "payload" } };

  const { attributes } = contact;
  const changes = await readContact(
    { at },
    {
      email: attributes.email,
      identities: { "kajabi:contact": realId(contact.id) },
      full_name: attributes.name,
      phone: attributes.phone_number,
      phone_countries: [attributes.address_country, defaults.phoneCountry],
    },
  );
  // The database can't put a tag on nobody.
  if (changes.length === 0)
    return { ok: false, problem: { code: "missing-field", field: `${contact.path}.attributes.email` } };
  const applied = type === "tag_added";
  const change: TagChange = { kind: "tag", at, rank: applied ? created : updated, name, applied };
  return { ok: true, changes: [...changes, change] };
}
