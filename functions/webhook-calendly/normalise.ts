import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseBooking } from "./booking.ts";
import { normaliseNoShow } from "./no-show.ts";
import { normaliseRoutingForm } from "./routing-form.ts";

const mappings = new Map<string, DatedMapping>([
  ["invitee.created", normaliseBooking],
  ["invitee.canceled", normaliseBooking],
  ["invitee_no_show.created", normaliseNoShow],
  ["invitee_no_show.deleted", normaliseNoShow],
  ["routing_form_submission.created", normaliseRoutingForm],
]);

/** Maps an event of Calendly's to what it says. */
export const normalise = normaliseDated((type) => mappings.get(type), {
  code: "missing-field",
  field: "created_at",
});
