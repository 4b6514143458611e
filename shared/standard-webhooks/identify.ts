import { z } from "zod/v3";
import type { IdentifiedEvent } from "../intake/provider.ts";
import { eventType, identifier } from "../mapping/fields.ts";
import { fromUnixTime, parseInstant } from "../mapping/instants.ts";
import type { Delivery } from "../verification/types.ts";

// The standard recommends `type` and `timestamp`; the others are names that its users gave them.
const envelope = z
  .object({
    type: z.unknown(),
    event: z.unknown(),
    event_type: z.unknown(),
    timestamp: z.unknown(),
    created_at: z.unknown(),
  })
  .catch({});

/** Tells the event of a Standard Webhooks message apart by the id that its headers carry, which is signed. */
export function identify(
  body: unknown,
  { headers }: Pick<Delivery, "headers">,
): readonly IdentifiedEvent[] | null {
  if (typeof body !== "object" || body === null) return null;
  // The same choice as the scheme's: what was signed is `webhook-id`, or `svix-id` where no header of the standard was sent.
  const names = ["id", "timestamp", "signature"];
  const family = names.some((name) => headers.has(`webhook-${name}`)) ? "webhook" : "svix";
  const id = identifier.safeParse(headers.get(`${family}-id`));
  if (!id.success) return null;
  const { type, event, event_type, timestamp, created_at } = envelope.parse(body);
  const named = [type, event, event_type]
    .map((name) => eventType.safeParse(name))
    .find(({ success }) => success);
  return [
    {
      id: id.data,
      type: named?.data ?? "unknown",
      occurredAt: readTime(timestamp ?? created_at),
      payload: body,
    },
  ];
}

function readTime(timestamp: unknown): string | null {
  if (typeof timestamp === "string") return parseInstant(timestamp);
  return typeof timestamp === "number" ? fromUnixTime(timestamp) : null;
}
