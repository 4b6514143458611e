import { createHash } from "node:crypto";
import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { identifier } from "../../shared/mapping/fields.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { dashboardSale } from "./payload.ts";
import { isApiHook, readResources, timeOfSubject } from "./resources.ts";
import { uuidTime } from "./uuid-time.ts";

// Short enough that what is made of both fits into an event's id.
const envelope = z.object({
  id: identifier.refine((id) => id.length <= 100),
  event: z.string().regex(/^[\x20-\x7e]{1,64}$/),
});
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Tells Kajabi's events apart.
 *
 * A dashboard's event by its id, a UUID of its own. An API hook's id is documented as that "of the resource that triggered
 * the event", so that two events of one resource would share it: by its type, that id, its time and the resources it names.
 */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { id, event: type } = read.data;
  if (!isApiHook(body)) {
    const occurredAt = timeOfSale(body) ?? uuidTime(id);
    return [{ id: uuid.test(id) ? id : `${type}:${id}`, type, occurredAt, payload: body }];
  }
  const hook = readResources(body);
  const resources = hook.ok ? hook.value : [];
  const occurredAt = timeOfSubject(resources) ?? uuidTime(id);
  const names = resources.map((resource) => `${resource.type}/${resource.id}`).sort();
  const digest = createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 32);
  return [{ id: [type, id, occurredAt ?? "", digest].join(":"), type, occurredAt, payload: body }];
}

function timeOfSale(body: unknown): string | undefined {
  const read = readPayload(dashboardSale, body);
  if (!read.ok) return undefined;
  const { transaction_created_at, payment_transaction } = read.value.payload;
  return transaction_created_at ?? payment_transaction?.created_at;
}
