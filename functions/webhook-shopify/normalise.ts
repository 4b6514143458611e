import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseCustomer } from "./customer.ts";
import { normaliseOrder } from "./order.ts";
import { resource, type ShopifyEvent } from "./payload.ts";
import { normaliseRefund } from "./refund.ts";

const mappings = new Map<string, (event: ShopifyEvent) => Normalised | Promise<Normalised>>([
  ["Order", normaliseOrder],
  ["Customer", normaliseCustomer],
  ["Refund", normaliseRefund],
]);

/**
 * Maps what a body is, which is signed, and not the topic it came under, which isn't.
 *
 * Only what is deleted has no time: it is kept and says nothing.
 */
export async function normalise(
  { occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const thing = resource.safeParse(payload).data?.admin_graphql_api_id;
  const mapping = thing && mappings.get(thing.kind);
  if (!mapping || occurredAt === null) return unmapped;
  return mapping({ id: thing.id, at: occurredAt, payload, defaults });
}
