import { z } from "zod/v3";
import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixSeconds } from "../../shared/mapping/instants.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { withoutFields } from "../../shared/mapping/without-fields.ts";
import { requestHmac } from "../../shared/verification/request-hmac.ts";

const challenge = z.object({ type: z.literal("url_verification"), challenge: z.string().max(1000) });

const certificateCheck = z.object({ ssl_check: z.literal("1") });

/**
 * What Slack sends once, when the address is entered, and now and then to a slash command's, to see its certificate:
 * https://docs.slack.dev/reference/events/url_verification
 */
function handshake(body: unknown): object | null {
  const read = challenge.safeParse(body);
  if (read.success) return { challenge: read.data.challenge };
  return certificateCheck.safeParse(body).success ? {} : null;
}

const callback = z.object({
  event_id: identifier,
  event: z.object({ type: eventType }),
  event_time: z.number(),
});
/** A slash command, a click, a submitted dialog. */
const interaction = z.object({ trigger_id: identifier, type: eventType.optional() });
/** A dialog that was closed, which triggers nothing more. */
const closed = z.object({ type: z.literal("view_closed"), view: z.object({ id: identifier }) });
const rateLimited = z.object({
  type: z.literal("app_rate_limited"),
  team_id: z.string(),
  minute_rate_limited: z.number(),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const called = callback.safeParse(body);
  if (called.success) {
    const { event_id: id, event, event_time } = called.data;
    return [kept(id, event.type, fromUnixSeconds(event_time), body)];
  }
  const limited = rateLimited.safeParse(body);
  if (limited.success) {
    const { type, team_id, minute_rate_limited: minute } = limited.data;
    return [kept(compositeId([type, team_id, minute]), type, fromUnixSeconds(minute), body)];
  }
  const interacted = interaction.safeParse(body);
  if (interacted.success) {
    const { trigger_id: id, type = "slash_command" } = interacted.data;
    return [kept(id, type, null, body)];
  }
  const read = closed.safeParse(body);
  if (!read.success) return null;
  const { type, view } = read.data;
  return [kept(compositeId([type, view.id]), type, null, body)];
}

/** Without the old verification token, and without the address at which anybody may answer. */
function kept(id: string, type: string, occurredAt: string | null, payload: unknown): IdentifiedEvent {
  return { id, type, occurredAt, payload: withoutFields(payload, "token", "response_url", "response_urls") };
}

/** Slack: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const provider = {
  name: "slack",
  keysVariable: "SLACK_WEBHOOK_SECRET",
  scheme: requestHmac({
    header: "X-Slack-Signature",
    prefix: "v0=",
    encoding: "hex",
    content: "v0:{timestamp}:{body}",
    timestamp: { header: "X-Slack-Request-Timestamp" },
  }),
  parse: jsonOrForm("payload"),
  handshake,
  // What answers a slash command is shown to the person who gave it.
  answer: { contentType: "text/plain", body: "" },
  identify,
  normalise: () => unmapped,
} satisfies Provider;
