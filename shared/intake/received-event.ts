import { parseInstant } from "../mapping/instants.ts";
import type { NormalisedEvent } from "./normalise-events.ts";
import type { ReceivedEvent } from "./store.ts";

/** An event and what it says, as the store takes it. */
export function receivedEvent({ event, normalised }: NormalisedEvent): ReceivedEvent {
  const { id, type, occurredAt, payload, nonce = null } = event;
  return {
    id,
    type,
    // A time that PostgreSQL can't read would fail the delivery as a whole.
    occurred_at: parseInstant(occurredAt ?? ""),
    payload,
    changes: normalised.ok ? normalised.changes : [],
    problem: normalised.ok ? null : normalised.problem,
    nonce,
  };
}
