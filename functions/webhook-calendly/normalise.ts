import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseBooking } from "./booking.ts";
import { normaliseNoShow } from "./no-show.ts";
import { normaliseRoutingForm } from "./routing-form.ts";

/** An event of Calendly's whose time is known. */
export type CalendlyEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

const mappings = new Map<string, (event: CalendlyEvent) => Promise<Normalised>>([
  ["invitee.created", normaliseBooking],
  ["invitee.canceled", normaliseBooking],
  ["invitee_no_show.created", normaliseNoShow],
  ["invitee_no_show.deleted", normaliseNoShow],
  ["routing_form_submission.created", normaliseRoutingForm],
]);

/** Maps an event of Calendly's to what it says. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "created_at" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}
