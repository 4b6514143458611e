import { createHash } from "node:crypto";
import { z } from "zod/v3";
import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier, instant } from "../../shared/mapping/fields.ts";
import { parametersHmac } from "../../shared/verification/parameters-hmac.ts";
import { readForm } from "../../shared/verification/read-form.ts";
import { signedParameters } from "../../shared/verification/signed-parameters.ts";
import type { Delivery } from "../../shared/verification/types.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier.optional().catch(undefined),
  event_type: eventType.optional().catch(undefined),
  event_time: instant,
  created_time: instant,
});

// Billing's events have an id. What a workflow of Books sends has none but what it says, its last change included; nor has a form,
// where it isn't signed which of the fields that is.
function identify(
  body: unknown,
  delivery: Pick<Delivery, "url" | "headers" | "body">,
): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success || JSON.stringify(body) === "{}") return null;
  const { event_id, event_type: type = "unknown", event_time, created_time } = read.data;
  const isForm = readForm(delivery.headers, delivery.body) !== null;
  const id = (isForm ? undefined : event_id) ?? digestOfSigned(delivery);
  return [{ id, type, occurredAt: event_time ?? created_time ?? null, payload: body }];
}

/** Names and values are signed without marks between them: cut elsewhere they are another form, and the same signed text. */
function digestOfSigned(delivery: Pick<Delivery, "url" | "headers" | "body">): string {
  const hash = createHash("sha256");
  for (const part of signedParameters(delivery)) hash.update(part);
  return hash.digest("hex");
}

/** Zoho Billing, and Books in its manner: https://www.zoho.com/billing/kb/webhooks/securing-webhooks.html */
export const provider = {
  name: "zoho-billing",
  keysVariable: "ZOHO_BILLING_WEBHOOK_SECRET",
  scheme: parametersHmac({ header: "X-Zoho-Webhook-Signature" }),
  parse: jsonOrForm(),
  identify,
  normalise,
} satisfies Provider;
