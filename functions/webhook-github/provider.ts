import { z } from "zod/v3";
import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";
import type { Delivery } from "../../shared/verification/types.ts";

const word = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/);
const envelope = z.object({ action: word.optional().catch(undefined) });

/**
 * GitHub signs the body and nothing else: neither `X-GitHub-Delivery` nor the event's name. An id from there would let whoever
 * has a delivery repeat it under another, so the id is a digest of what the body says.
 */
function identify(body: unknown, { headers }: Pick<Delivery, "headers">): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const named = word.safeParse(headers.get("x-github-event"));
  const name = named.success ? named.data : "unknown";
  const { action } = read.data;
  const type = action === undefined ? name : `${name}.${action}`;
  return [{ id: compositeId([body]), type, occurredAt: null, payload: body }];
}

/** GitHub: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const provider = {
  name: "github",
  keysVariable: "GITHUB_WEBHOOK_SECRET",
  // GitHub still sends X-Hub-Signature (SHA-1) along; it is not looked at.
  scheme: bodyHmac({ header: "X-Hub-Signature-256", prefix: "sha256=", encoding: "hex" }),
  // GitHub caps payloads at 25 MB; a push of many commits is larger than most senders' bodies.
  bodyLimit: 5_000_000,
  parse: jsonOrForm("payload"),
  identify,
  normalise: () => unmapped,
} satisfies Provider;
