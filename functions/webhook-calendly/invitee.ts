import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange } from "../../shared/intake/change.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import type { Invitee } from "./payload.ts";

/** The contact that an invitee is. Their URI is no identity: it is that of one booking. */
export function readInvitee(
  invitee: Invitee,
  { at, defaults }: Pick<DatedEvent, "at" | "defaults">,
): Promise<readonly ContactChange[]> {
  return readContact(
    // What the invitee entered is from when the booking was made, however late it is cancelled.
    { at: invitee.created_at ?? at },
    {
      email: invitee.email,
      full_name: invitee.name,
      given_name: invitee.first_name,
      family_name: invitee.last_name,
      phone: invitee.text_reminder_number,
      phone_countries: [defaults.phoneCountry],
    },
  );
}
