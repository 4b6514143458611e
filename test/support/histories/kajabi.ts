import fc from "fast-check";
import {
  contact,
  customer,
  flatSale,
  flatSubscription,
  kajabiEvent,
  offer,
  purchase,
  resource,
  transaction,
} from "../payloads/kajabi.ts";
import { addresses, type Clock, gaps, rfc3339, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  dashboard: fc.constantFrom("once", "subscription", "none"),
  payments: fc.integer({ min: 0, max: 2 }),
  api: fc.boolean(),
  isDeactivated: fc.boolean(),
  tags: fc.array(fc.constantFrom("VIP", "Webinar"), { maxLength: 4 }),
  hasForm: fc.boolean(),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (event: string, payload: Fields | readonly Fields[], id: string) => void;

/** What Kajabi sends about one member, the `number`th of a history. */
export function kajabiStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    const events: unknown[] = [];
    const emit: Emit = (event, payload, id) => events.push(kajabiEvent(event, payload, id));
    tellByDashboard(chosen, number, clock, emit);
    if (chosen.api) tellByApi(chosen, number, clock, emit);
    tellTags(chosen, number, clock, emit);
    return events;
  });
}

/** An id as the dashboard's events have it: a UUID made at that time, the `count`th of a member's. */
function uuid(seconds: number, number: number, count: number): string {
  const ticks = (BigInt(seconds) * 1_000n + 12_219_292_800_000n) * 10_000n;
  const hex = ticks.toString(16).padStart(15, "0");
  const node = `${number}${count}`.padStart(12, "0");
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-8000-${node}`;
}

function tellByDashboard(
  { email, dashboard, payments, hasForm }: Choices,
  number: number,
  clock: Clock,
  emit: Emit,
): void {
  if (hasForm) {
    const form = { form_title: "Free webinar", Email: email, "First Name": "Jane" };
    emit("form_submission.created", form, uuid(clock(), number, 0));
  }
  if (dashboard === "none") return;
  for (let payment = 0; payment <= payments; payment++) {
    const seconds = clock();
    const sale = flatSale({
      member_id: 1_000 + number,
      member_email: email,
      transaction_id: number * 100 + payment,
      transaction_created_at: rfc3339(seconds),
      ...(dashboard === "subscription" && { ...flatSubscription, subscription_id: 5_000 + number }),
    });
    if (payment === 0) emit("purchase.created", sale, uuid(seconds, number, 1));
    emit("payment.succeeded", sale, uuid(seconds, number, payment + 2));
  }
}

function tellByApi({ email, isDeactivated }: Choices, number: number, clock: Clock, emit: Emit): void {
  const at = rfc3339(clock());
  const buyer = customer({ email }, `${500 + number}`, `${900 + number}`);
  const bought = { created_at: at, updated_at: at };
  const purchaseId = `${3_000 + number}`;
  const paid = transaction({ created_at: at }, `${8_000 + number}`);
  const ordered = resource("orders", `${7_000 + number}`, { currency_code: "USD", created_at: at });
  const item = resource("order_items", "7100", { item_type: "Offer", item_id: 77, title: "Speaking Course" });
  emit("purchase", [purchase(bought, purchaseId), offer, buyer], `purchase_${number}`);
  emit("payment_succeeded", [paid, offer, buyer], `payment_${number}`);
  emit("order_created", [paid, buyer, ordered, item], `order_${number}`);
  if (!isDeactivated) return;
  const gone = rfc3339(clock() + 1);
  const ended = purchase({ ...bought, updated_at: gone, deactivated_at: gone }, purchaseId);
  emit("purchase", [ended, offer, buyer], `purchase_${number}`);
}

function tellTags({ email, tags }: Choices, number: number, clock: Clock, emit: Emit): void {
  const applied = new Set<string>();
  let seconds = clock();
  for (const name of tags) {
    const event = applied.has(name) ? "tag_removed" : "tag_added";
    if (!applied.delete(name)) applied.add(name);
    // Of one time of the contact's, Kajabi's events of one tag can't be told apart: see webhook-kajabi/README.md.
    seconds = Math.max(seconds + 1, clock());
    const bearer = contact({ email, updated_at: rfc3339(seconds) }, `${900 + number}`);
    const tag = resource("contact_tags", name === "VIP" ? "1" : "2", { name });
    emit(event, [bearer, tag], `tag_${number}`);
  }
}
