import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { inboundChanges, isStage, statusChanges } from "./changes.ts";
import { inboundForm, statusForm, streamedInbound, streamedStatus } from "./payload.ts";

const undated: Normalised = { ok: false, problem: { code: "invalid-field", field: "time" } };

/** Maps what Twilio says of messages, by callback or by Event Streams. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  if (type === "message.received") {
    const read = readPayload(inboundForm, payload);
    return read.ok ? inboundChanges(read.value, null, defaults) : read;
  }
  if (type === "com.twilio.messaging.inbound-message.received") {
    if (occurredAt === null) return undated;
    const read = readPayload(streamedInbound, payload);
    return read.ok ? inboundChanges(read.value.data, occurredAt, defaults) : read;
  }
  const [, streamed, status = ""] = /^(com\.twilio\.messaging\.)?message\.([a-z]+)$/.exec(type) ?? [];
  if (!isStage(status)) return unmapped;
  if (streamed === undefined) {
    const read = readPayload(statusForm, payload);
    return read.ok ? statusChanges(read.value, null, defaults) : read;
  }
  if (occurredAt === null) return undated;
  const read = readPayload(streamedStatus, payload);
  return read.ok ? statusChanges(read.value.data, occurredAt, defaults) : read;
}
