import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseCustomer } from "./customer.ts";
import { normaliseInvoice } from "./invoice.ts";
import { normalisePayment } from "./payment.ts";
import { normaliseSubscription } from "./subscription.ts";

/** An event of Square's whose time is known. */
export type SquareEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

const mappings = new Map<string, (event: SquareEvent) => Promise<Normalised>>([
  ["payment.created", normalisePayment],
  ["payment.updated", normalisePayment],
  ["customer.created", normaliseCustomer],
  ["customer.updated", normaliseCustomer],
  ["subscription.created", normaliseSubscription],
  ["subscription.updated", normaliseSubscription],
  ["invoice.payment_made", normaliseInvoice],
]);

/** Maps an event of Square's to what it says. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "created_at" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}
