import type { z } from "zod/v3";
import { compositeId } from "../mapping/composite-id.ts";
import type { IdentifiedEvent } from "./provider.ts";

/**
 * Tells the events of a sender that sends lists of them apart; null for what is no list, or a list of nothing that can be told.
 *
 * One item that can't be told must not cost the others, for the sender would be refused with all of them: it is kept as
 * `unknown`, by a digest of what it says.
 */
export function identifyBatch<Item>(
  body: unknown,
  item: z.ZodType<Item, z.ZodTypeDef, unknown>,
  identify: (item: Item) => Omit<IdentifiedEvent, "payload">,
): readonly IdentifiedEvent[] | null {
  if (!Array.isArray(body)) return null;
  const payloads: readonly unknown[] = body;
  const items = payloads.map((payload) => ({ payload, read: item.safeParse(payload) }));
  if (!items.some(({ read }) => read.success)) return null;
  return items.map(({ payload, read }) =>
    read.success
      ? { ...identify(read.data), payload }
      : { id: compositeId(["unknown", payload]), type: "unknown", occurredAt: null, payload },
  );
}
