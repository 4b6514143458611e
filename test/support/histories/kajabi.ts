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

/** What Kajabi sends about one member, the `number`th of a history. */
export function kajabiStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    return [
      ...dashboardEvents(chosen, number, clock),
      ...apiEvents(chosen, number, clock),
      ...tagEvents(chosen, number, clock),
    ];
  });
}

/** An id as the dashboard's events have it: a UUID made at that time. */
function uuid(seconds: number, number: number, count: number): string {
  const ticks = (BigInt(seconds) * 1_000n + 12_219_292_800_000n) * 10_000n;
  const hex = ticks.toString(16).padStart(15, "0");
  const node = `${number}${count}`.padStart(12, "0");
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-8000-${node}`;
}

function dashboardEvents(
  { email, dashboard, payments, hasForm }: Choices,
  number: number,
  clock: Clock,
): readonly unknown[] {
  let count = 0;
  const emit = (event: string, seconds: number, payload: Readonly<Record<string, unknown>>) =>
    kajabiEvent(event, payload, uuid(seconds, number, count++));
  const sale = (payment: number, seconds: number) =>
    flatSale({
      member_id: 1_000 + number,
      member_email: email,
      transaction_id: number * 100 + payment,
      transaction_created_at: rfc3339(seconds),
      ...(dashboard === "subscription" && { ...flatSubscription, subscription_id: 5_000 + number }),
    });
  const formTime = clock();
  const form = { form_title: "Free webinar", Email: email, "First Name": "Jane" };
  const forms = hasForm ? [emit("form_submission.created", formTime, form)] : [];
  if (dashboard === "none") return forms;
  const first = clock();
  const later = Array.from({ length: payments }, (_, index) => {
    const seconds = clock();
    return emit("payment.succeeded", seconds, sale(index + 1, seconds));
  });
  return [
    ...forms,
    emit("purchase.created", first, sale(0, first)),
    emit("payment.succeeded", first, sale(0, first)),
    ...later,
  ];
}

function apiEvents({ email, api, isDeactivated }: Choices, number: number, clock: Clock): readonly unknown[] {
  if (!api) return [];
  const at = rfc3339(clock());
  const buyer = customer({ email }, `${500 + number}`, `${900 + number}`);
  const bought = { created_at: at, updated_at: at };
  const purchaseId = `${3_000 + number}`;
  const hook = (event: string, id: string, ...resources: ReturnType<typeof resource>[]) =>
    kajabiEvent(event, resources, `${id}_${number}`);
  const paid = transaction({ created_at: at }, `${8_000 + number}`);
  const ordered = resource("orders", `${7_000 + number}`, { currency_code: "USD", created_at: at });
  const item = resource("order_items", `${7_100 + number}`, {
    item_type: "Offer",
    item_id: 77,
    title: "Speaking Course",
  });
  const gone = rfc3339(clock() + 1);
  const ended = purchase({ ...bought, updated_at: gone, deactivated_at: gone }, purchaseId);
  return [
    hook("purchase", "purchase", purchase(bought, purchaseId), offer, buyer),
    hook("payment_succeeded", "payment", paid, offer, buyer),
    hook("order_created", "order", paid, buyer, ordered, item),
    ...(isDeactivated ? [hook("purchase", "purchase", ended, offer, buyer)] : []),
  ];
}

function tagEvents({ email, tags }: Choices, number: number, clock: Clock): readonly unknown[] {
  const applied = new Set<string>();
  let seconds = clock();
  return tags.map((name) => {
    const event = applied.has(name) ? "tag_removed" : "tag_added";
    if (!applied.delete(name)) applied.add(name);
    // Within one second of the contact's, Kajabi's events of one tag can't be told apart: see webhook-kajabi/README.md.
    seconds = Math.max(seconds + 1, clock());
    const bearer = contact({ email, updated_at: rfc3339(seconds) }, `${900 + number}`);
    return kajabiEvent(
      event,
      [bearer, resource("contact_tags", name === "VIP" ? "1" : "2", { name })],
      `tag_${number}`,
    );
  });
}
