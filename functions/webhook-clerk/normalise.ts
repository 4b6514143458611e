import { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { details, identifier, text, word } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";

const verification = details({ status: word });

function listOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .array(z.object({ id: word, verification, ...shape }))
    .optional()
    .catch(undefined);
}

// https://clerk.com/docs/reference/backend/types/backend-user, as webhooks write it.
const userEvent = z.object({
  data: z.object({
    id: identifier,
    first_name: text,
    last_name: text,
    primary_email_address_id: word,
    email_addresses: listOf({ email_address: text }),
    primary_phone_number_id: word,
    phone_numbers: listOf({ phone_number: text }),
    updated_at: z.number().optional().catch(undefined),
  }),
});

/** Maps `user.created` and `user.updated`; a user who is deleted stays a contact. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  if (type !== "user.created" && type !== "user.updated") return unmapped;
  const read = readPayload(userEvent, payload);
  if (!read.ok) return read;
  const user = read.value.data;
  const changedAt = user.updated_at === undefined ? null : fromUnixMilliseconds(user.updated_at);
  const at = changedAt ?? occurredAt;
  if (at === null) return { ok: false, problem: { code: "missing-field", field: "data.updated_at" } };

  const contact = await readContact(
    { at, rank: type === "user.created" ? created : updated },
    {
      email: primary(user.email_addresses, user.primary_email_address_id)?.email_address,
      identities: { "clerk:user": user.id },
      given_name: user.first_name,
      family_name: user.last_name,
      phone: primary(user.phone_numbers, user.primary_phone_number_id)?.phone_number,
      phone_countries: [defaults.phoneCountry],
    },
  );
  return { ok: true, changes: contact };
}

type Listed = {
  readonly id?: string | null | undefined;
  readonly verification?: { readonly status?: string | null | undefined } | undefined;
};

/** The chosen one of a user's addresses. One that isn't verified may be anybody's, and would make the two one contact. */
function primary<Item extends Listed>(
  items: readonly Item[] | undefined,
  id: string | null | undefined,
): Item | undefined {
  const chosen = items?.find((item) => typeof id === "string" && item.id === id);
  return (chosen?.verification?.status ?? "verified") === "verified" ? chosen : undefined;
}
