import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange, EngagementChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { slug } from "../../shared/mapping/slug.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { leadEvent } from "./payload.ts";

// A workspace's own labels are event types too: what isn't named here is kept and says nothing.
const engagements = new Map<string, EngagementChange["engagement_kind"]>([
  ["reply_received", "reply"],
  ["auto_reply_received", "reply"],
  ["lead_interested", "interest"],
  ["lead_not_interested", "interest"],
  ["lead_neutral", "interest"],
  ["lead_meeting_booked", "interest"],
  ["lead_meeting_completed", "interest"],
  ["lead_closed", "interest"],
  ["lead_out_of_office", "interest"],
  ["lead_wrong_person", "interest"],
  ["lead_no_show", "interest"],
]);

const emailStatuses = new Map<string, ContactChange["email_status"]>([
  ["email_bounced", "bounced"],
  ["lead_unsubscribed", "unsubscribed"],
]);

/** Maps an event of Instantly's to what it says. */
export async function normalise(
  { id, type, occurredAt: at, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const engagement_kind = engagements.get(type);
  const email_status = emailStatuses.get(type);
  if (!engagement_kind && !email_status) return unmapped;
  if (at === null) return { ok: false, problem: { code: "invalid-field", field: "timestamp" } };
  const read = readPayload(leadEvent, payload);
  if (!read.ok) return read;
  const lead = read.value;
  const contact = await readContact(
    { at },
    {
      email: lead.lead_email ?? lead.email,
      given_name: lead.firstName,
      family_name: lead.lastName,
      phone: lead.phone,
      phone_countries: [defaults.phoneCountry],
      email_status,
    },
  );
  if (contact.length === 0) return { ok: false, problem: { code: "missing-field", field: "lead_email" } };
  if (!engagement_kind) return { ok: true, changes: contact };

  const engagement = stated<EngagementChange>({
    kind: "engagement",
    at,
    external_id: (engagement_kind === "reply" ? lead.email_id : undefined) ?? id,
    engagement_kind,
    status: slug(type.replace(/^lead_/, "")),
    campaign: lead.campaign_id,
    step: lead.step,
    occurred_at: at,
  });
  return { ok: true, changes: [...contact, engagement] };
}
