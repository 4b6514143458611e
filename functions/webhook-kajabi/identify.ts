import { createHash } from "node:crypto";
import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { identifier } from "../../shared/mapping/fields.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { dashboardSale } from "./payload.ts";
import { isApiHook, readResources, timeOfSubject } from "./resources.ts";
import { uuidTime } from "./uuid-time.ts";

const envelope = z.object({ id: identifier, event: z.string().regex(/^[\x20-\x7e]{1,64}$/) });
const longestId = 100;

/**
 * Tells Kajabi's events apart.
 *
 * A dashboard's event by its type and id, a UUID. An API hook's id is documented as that "of the resource that triggered the
 * event", so that two events of one resource would share it: by its type, that id, its time and the resources it names.
 */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success || read.data.id.length > longestId) return null;
  const { id, event: type } = read.data;
  if (!isApiHook(body)) {
    return [{ id: `${type}:${id}`, type, occurredAt: timeOfSale(body) ?? uuidTime(id), payload: body }];
  }
  const resources = readResources(body);
  const occurredAt = (resources.ok ? timeOfSubject(resources.value) : undefined) ?? uuidTime(id);
  const names = resources.ok
    ? resources.value.map((resource) => `${resource.type}/${resource.id}`).sort()
    : [];
  const digest = createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 32);
  return [{ id: [type, id, occurredAt ?? "", digest].join(":"), type, occurredAt, payload: body }];
}

function timeOfSale(body: unknown): string | undefined {
  const read = readPayload(dashboardSale, body);
  if (!read.ok) return undefined;
  const { transaction_created_at, payment_transaction } = read.value.payload;
  return transaction_created_at ?? payment_transaction?.created_at;
}
