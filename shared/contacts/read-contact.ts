import type { ContactChange, Stamp } from "../intake/change.ts";
import { cleanText } from "../mapping/clean-text.ts";
import { stated } from "../mapping/stated.ts";
import { readEmail } from "./email.ts";
import { readPhone } from "./phone.ts";

/** What a payload says about a person, as it was sent. */
export type SentContact = {
  readonly email?: unknown;
  /** The provider's own ids of the person by scope, as `{ "stripe:customer": "cus_1" }`. */
  readonly identities?: Readonly<Record<string, string | null | undefined>>;
  readonly full_name?: unknown;
  readonly given_name?: unknown;
  readonly family_name?: unknown;
  readonly phone?: unknown;
  /** The country of a number without one, the likeliest first (ISO 3166-1 alpha-2). */
  readonly phone_countries?: readonly (string | null | undefined)[];
  readonly email_status?: ContactChange["email_status"];
};

/**
 * The contact change that a payload's words about a person amount to; none when nothing in them tells the person from others.
 *
 * A full name is put together from given and family name where it wasn't sent. The opposite is never done: which part of
 * "Maria del Carmen" is the family name is not ours to guess.
 */
export async function readContact(stamp: Stamp, sent: SentContact): Promise<readonly ContactChange[]> {
  const email = readEmail(sent.email);
  const identities = Object.entries(sent.identities ?? {}).flatMap(([scope, value]) =>
    value ? [{ scope, value }] : [],
  );
  if (email === undefined && identities.length === 0) return [];

  const given_name = cleanText(sent.given_name);
  const family_name = cleanText(sent.family_name);
  const change = stated<ContactChange>({
    kind: "contact",
    at: stamp.at,
    rank: stamp.rank,
    email,
    identities: identities.length > 0 ? identities : undefined,
    full_name: cleanText(sent.full_name) ?? cleanText([given_name, family_name].filter(Boolean).join(" ")),
    given_name,
    family_name,
    ...(await readPhone(sent.phone, sent.phone_countries ?? [])),
    email_status: sent.email_status,
  });
  return [change];
}
