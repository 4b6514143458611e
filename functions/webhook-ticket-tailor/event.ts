import type { ProductChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { eventEvent } from "./payload.ts";

/** Maps `EVENT.CREATED` and `EVENT.UPDATED`: an event is what tickets are sold for. */
export function normaliseEvent({ type, at, payload }: DatedEvent): Normalised {
  const read = readPayload(eventEvent, payload);
  if (!read.ok) return read;
  const { id, name } = read.value.payload;
  const product = stated<ProductChange>({
    kind: "product",
    at,
    rank: type === "EVENT.CREATED" ? created : updated,
    external_id: id,
    name,
    authoritative: true,
  });
  return { ok: true, changes: [product] };
}
