import { z } from "zod/v3";
import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { IdentifiedEvent, Nonce, Provider } from "../../shared/intake/provider.ts";
import { eventType } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds, fromUnixSeconds } from "../../shared/mapping/instants.ts";
import { withoutFields } from "../../shared/mapping/without-fields.ts";
import { signedToken } from "../../shared/verification/signed-token.ts";
import { normalise } from "./normalise.ts";

const hour = 3600;
// Mailgun repeats a delivery for eight hours, with the first one's signature.
const toleranceSeconds = 10 * hour;
// As long as the signature holds and the sender's clock may be ahead.
const nonceSeconds = 11 * hour;

const token = z.string().regex(/^[A-Za-z0-9]{1,100}$/);
const current = z.object({
  signature: z.object({ token }),
  "event-data": z.object({
    event: eventType,
    id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
    timestamp: z.number(),
  }),
});
const former = z.object({ token, event: eventType, timestamp: z.string() });

// A signature says nothing about the event: whoever reads it while it holds could put it to another, so it isn't kept. An event's
// id is unique within a day: https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = current.safeParse(body);
  if (!read.success) return identifyFormer(body);
  const { event: type, id, timestamp } = read.data["event-data"];
  return [
    {
      id: `${id}:${timestamp}`,
      type,
      occurredAt: fromUnixMilliseconds(Math.floor(timestamp * 1000)),
      payload: withoutFields(body, "signature"),
      nonce: nonceOf(read.data.signature.token),
    },
  ];
}

/** The forms of before 2018 have no id: the token, which is signed and good once, is theirs. */
function identifyFormer(body: unknown): readonly IdentifiedEvent[] | null {
  const read = former.safeParse(body);
  if (!read.success) return null;
  const { token: id, event: type, timestamp } = read.data;
  const occurredAt = fromUnixSeconds(Number(timestamp));
  const payload = withoutFields(body, "signature", "parent-signature", "token");
  return [{ id, type, occurredAt, payload, nonce: nonceOf(id) }];
}

function nonceOf(value: string): Nonce {
  return { value, seconds: nonceSeconds };
}

/** Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks */
export const provider = {
  name: "mailgun",
  keysVariable: "MAILGUN_WEBHOOK_SECRET",
  scheme: signedToken({ toleranceSeconds }),
  parse: jsonOrForm(),
  identify,
  normalise,
} satisfies Provider;
