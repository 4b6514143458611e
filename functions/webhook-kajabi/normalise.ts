import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseForm } from "./form.ts";
import type { KajabiEvent } from "./payload.ts";
import { normaliseSale } from "./sale-changes.ts";
import { normaliseTag } from "./tag.ts";

// The dashboard writes dots where the API writes underscores. The name of a cart purchase is not documented.
const mappings = new Map<string, (event: KajabiEvent) => Promise<Normalised>>([
  ["purchase", normaliseSale],
  ["purchase_created", normaliseSale],
  ["payment_succeeded", normaliseSale],
  ["order_created", normaliseSale],
  ["cart_purchase", normaliseSale],
  ["cart_purchase_created", normaliseSale],
  ["form_submission", normaliseForm],
  ["form_submission_created", normaliseForm],
  ["tag_added", normaliseTag],
  ["tag_removed", normaliseTag],
]);

/** Maps an event of Kajabi's to what it says. */
export async function normalise(event: IdentifiedEvent, defaults: MappingDefaults = {}): Promise<Normalised> {
  const type = mappingName(event.type);
  const mapping = mappings.get(type);
  return mapping ? mapping({ ...event, type, defaults }) : unmapped;
}

function mappingName(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z]+/g, "_");
}
