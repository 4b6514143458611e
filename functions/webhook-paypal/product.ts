import type { ProductChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { productEvent } from "./payload.ts";

/** Maps `BILLING.PLAN.*` and `CATALOG.PRODUCT.*`: a plan is what a subscriber buys, under its own id. */
export function normaliseProduct({ type, at, payload }: DatedEvent): Normalised {
  const read = readPayload(productEvent, payload);
  if (!read.ok) return read;
  const { id, name } = read.value.resource;
  const product = stated<ProductChange>({
    kind: "product",
    at,
    rank: type.endsWith(".CREATED") ? created : updated,
    external_id: id,
    name,
    authoritative: true,
  });
  return { ok: true, changes: [product] };
}
