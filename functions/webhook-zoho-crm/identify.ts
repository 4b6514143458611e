import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds, parseInstant } from "../../shared/mapping/instants.ts";
import { withoutFields } from "../../shared/mapping/without-fields.ts";

const word = eventType.max(100);

/** https://www.zoho.com/crm/developer/docs/api/v8/notifications/enable.html */
const notification = z.object({
  channel_id: identifier,
  module: word,
  operation: word,
  ids: z.array(identifier).nonempty(),
  server_time: z.number(),
});

/** What README.md has a workflow send. */
const workflow = z.object({ module: word, record_id: identifier, event: word, Modified_Time: z.string() });

/** Tells CRM's events apart, which have no id; what they are told by is in the body. The token is not kept with it. */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const told = workflow.safeParse(body);
  if (told.success) {
    const { module, record_id, event: type, Modified_Time: time } = told.data;
    const id = compositeId([module, record_id, type, time]);
    return [{ id, type, occurredAt: parseInstant(time), payload: withoutFields(body, "token") }];
  }
  const notified = notification.safeParse(body);
  if (!notified.success) return null;
  const { channel_id, module, operation, ids, server_time: time } = notified.data;
  const id = compositeId([channel_id, module, operation, [...ids].sort(), time]);
  const payload = withoutFields(body, "token");
  return [{ id, type: `${module}.${operation}`, occurredAt: fromUnixMilliseconds(time), payload }];
}
