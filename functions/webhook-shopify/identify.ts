import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, instant } from "../../shared/mapping/fields.ts";
import type { Delivery } from "../../shared/verification/types.ts";

const times = z
  .object({ updated_at: instant, processed_at: instant, created_at: instant })
  .catch({ updated_at: undefined, processed_at: undefined, created_at: undefined });

/**
 * Tells Shopify's events apart by what was signed: the body, and nothing else.
 *
 * `X-Shopify-Webhook-Id` isn't signed: whoever recorded a delivery could send it again under another id, and so with the
 * topic. A body is a thing as it was at its `updated_at`, so two that are alike say the same, whatever topics they came under.
 * The topic is a label: no mapping looks at it.
 */
export function identify(
  body: unknown,
  { headers }: Pick<Delivery, "headers">,
): readonly IdentifiedEvent[] | null {
  if (typeof body !== "object" || body === null) return null;
  const { updated_at, processed_at, created_at } = times.parse(body);
  return [
    {
      id: compositeId([body]),
      type: topicOf(headers),
      occurredAt: updated_at ?? processed_at ?? created_at ?? null,
      payload: body,
    },
  ];
}

function topicOf(headers: Headers): string {
  const parts = [headers.get("shopify-topic"), headers.get("shopify-action")];
  const topic = headers.get("x-shopify-topic") ?? parts.filter(Boolean).join("/");
  return eventType.safeParse(topic).data ?? "unknown";
}
