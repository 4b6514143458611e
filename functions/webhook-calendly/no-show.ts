import type { EngagementChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { readInvitee } from "./invitee.ts";
import { inviteeEvent } from "./payload.ts";

/** Maps `invitee_no_show.*`: the host marked the invitee as not having come, or took the mark back. */
export async function normaliseNoShow(event: DatedEvent): Promise<Normalised> {
  const read = readPayload(inviteeEvent, event.payload);
  if (!read.ok) return read;
  const invitee = read.value.payload;
  const isMarked = event.type === "invitee_no_show.created";
  const interest: EngagementChange = {
    kind: "engagement",
    at: event.at,
    rank: isMarked ? created : updated,
    external_id: invitee.uri,
    engagement_kind: "interest",
    status: isMarked ? "no-show" : "no-show-withdrawn",
    occurred_at: event.at,
  };
  return { ok: true, changes: [...(await readInvitee(invitee, event)), interest] };
}
