import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, RegistrationChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { waitlistSignupEvent } from "./payload.ts";

/** Maps `WAITLIST_SIGNUP.CREATED`. */
export async function normaliseWaitlistSignup({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(waitlistSignupEvent, payload);
  if (!read.ok) return read;
  const signup = read.value.payload;
  const contact = await readContact(
    { at },
    {
      email: signup.email,
      full_name: signup.name,
      given_name: signup.first_name,
      family_name: signup.last_name,
      phone: signup.phone,
      phone_countries: [defaults.phoneCountry],
    },
  );
  const event = signup.event_id ?? signup.event_occurrence_id ?? signup.event_series_id;
  const products: readonly ProductChange[] = event ? [{ kind: "product", at, external_id: event }] : [];
  const registration = stated<RegistrationChange>({
    kind: "registration",
    at,
    external_id: signup.id,
    registration_kind: "waiting_list",
    status: "active",
    product: event,
    occurred_at: at,
  });
  return { ok: true, changes: [...contact, ...products, registration] };
}
