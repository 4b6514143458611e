import { readContact } from "../../shared/contacts/read-contact.ts";
import { readPhone } from "../../shared/contacts/phone.ts";
import type { EngagementChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { ended, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { slug } from "../../shared/mapping/slug.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { callEvent } from "./payload.ts";

const statuses = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"];
const firstStatusRank = 10;

/** Maps what Vapi says of a call: how it goes, and how it ended. */
export async function normalise(
  { type, occurredAt: at, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const isReport = type === "end-of-call-report";
  if (!isReport && type !== "status-update") return unmapped;
  if (at === null) return { ok: false, problem: { code: "missing-field", field: "message.timestamp" } };
  const read = readPayload(callEvent, payload);
  if (!read.ok) return read;
  const { call, status, endedReason, endedAt, ...message } = read.value.message;

  const customer = message.customer ?? call.customer;
  const phone_countries = [defaults.phoneCountry];
  const { phone } = await readPhone(customer?.number, phone_countries);
  const contact = await readContact(
    { at },
    {
      email: customer?.email,
      // Whoever calls is known by the number first of all.
      identities: { "vapi:phone": phone },
      full_name: customer?.name,
      phone: customer?.number,
      phone_countries,
    },
  );
  const engagement = stated<EngagementChange>({
    kind: "engagement",
    at,
    rank: isReport ? ended : rankOf(status),
    external_id: call.id,
    engagement_kind: "call",
    status: slug(endedReason ?? status),
    occurred_at: endedAt,
  });
  return { ok: true, changes: [...contact, engagement] };
}

function rankOf(status: string | null | undefined): number {
  const stage = statuses.indexOf(status ?? "");
  return stage === -1 ? updated : firstStatusRank + stage;
}
