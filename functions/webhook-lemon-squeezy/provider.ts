import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  meta: z.object({ event_name: eventType }),
  data: z.object({
    type: identifier,
    id: identifier,
    attributes: z.object({ updated_at: z.string() }),
  }),
});

// The events have no id, and `X-Event-Name` isn't signed: the name in the body is.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { meta, data } = read.data;
  const { updated_at } = data.attributes;
  const id = compositeId([meta.event_name, data.type, data.id, updated_at]);
  return [{ id, type: meta.event_name, occurredAt: parseInstant(updated_at), payload: body }];
}

/** Lemon Squeezy: https://docs.lemonsqueezy.com/help/webhooks */
export const provider = {
  name: "lemon-squeezy",
  keysVariable: "LEMON_SQUEEZY_WEBHOOK_SECRET",
  scheme: bodyHmac({ header: "X-Signature", encoding: "hex" }),
  identify,
  normalise,
} satisfies Provider;
