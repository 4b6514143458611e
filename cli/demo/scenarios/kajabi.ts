import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Kajabi: sales, forms and tags, as its dashboard's webhooks and as its API's hooks tell of them. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (
    type: string,
    id: string,
    payload: Fields | readonly Fields[],
    fate: DemoEvent["fate"] = "processed",
  ) => void events.push({ id, type, body: { id, event: type, payload }, fate });
  const dashboard = (minutes: number, type: string, payload: Fields, fate?: DemoEvent["fate"]) =>
    tell(type, timedUuid(run, minutes, events.length), payload, fate);
  const api = (type: string, payload: readonly Fields[]) => tell(type, `hook-${run.number}`, payload);

  dashboard(10, "purchase.created", sale(run, "jane", 1, 10));
  dashboard(11, "payment.succeeded", { ...sale(run, "jane", 1, 11), ...membership(run, 1) });
  dashboard(20, "cart_purchase.created", sale(run, "pia", 2, 20));
  dashboard(21, "cart_purchase", sale(run, "pia", 2, 21));
  dashboard(30, "form_submission.created", {
    form_title: "Free webinar",
    "First Name": "Quin",
    Email: run.email("quin"),
  });

  api("purchase", [...purchase(run), customer(run, "rosa"), offer(run)]);
  api("payment_succeeded", [payment(run), customer(run, "rosa"), offer(run)]);
  api("order_created", [orderOf(run), customer(run, "rosa"), offer(run)]);
  api("form_submission", [form(run, "sam")]);
  api("tag_added", [tagged(run, "rosa", 50), tag(run, "VIP")]);
  api("tag_added", [tagged(run, "rosa", 51), tag(run, "Webinar")]);
  api("tag_removed", [tagged(run, "rosa", 60), tag(run, "Webinar")]);

  dashboard(70, "offer.viewed", { member_email: run.email("jane") }, "stored");
  dashboard(71, "purchase.created", { ...sale(run, "nobody", 9, 71), currency: "ZZZ" }, "deferred");

  return {
    provider: "kajabi",
    events,
    facts: {
      people: ["jane", "pia", "quin", "rosa", "sam"],
      products: 2,
      payments: [
        { status: "succeeded", currency: "USD", amount: 14_900 },
        { status: "succeeded", currency: "USD", amount: 14_900 },
        { status: "succeeded", currency: "USD", amount: 9_900 },
      ],
      subscriptions: ["active"],
      registrations: ["form active", "form active", "access active"],
      tags: ["applied", "taken off"],
      deadLetters: ["unknown-currency"],
    },
  };
};

/** A UUID of version 1 (RFC 9562): Kajabi's forms are dated by nothing else. Its last part is the run's number. */
function timedUuid(run: Run, minutes: number, count: number): string {
  const ticks = (BigInt(run.at(minutes)) * 1_000n + 12_219_292_800_000n) * 10_000n;
  const hex = ticks.toString(16).padStart(15, "0");
  const clock = (0x8000 + count).toString(16);
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-${clock}-${run.number}`;
}

function sale(run: Run, name: string, count: number, minutes: number): Fields {
  return {
    offer_id: Number(`${run.number}1`),
    offer_title: "Speaking course",
    member_id: Number(`${run.number}${count}`),
    member_email: run.email(name),
    member_name: name,
    transaction_id: Number(`${run.number}${count}`),
    transaction_created_at: rfc3339(run.at(minutes)),
    amount_paid: 14_900,
    currency: "USD",
  };
}

function membership(run: Run, count: number): Fields {
  return {
    subscription_id: Number(`${run.number}${count}`),
    subscription_created_at: rfc3339(run.at(10)),
    interval_payment_amount: 14_900,
    interval: "month",
    interval_count: 1,
  };
}

function resource(type: string, id: string, attributes: Fields, run?: Run): Fields {
  const to = (name: string) => ({ data: { id: `${name}-${run?.number ?? ""}`, type: `${name}s` } });
  return { id, type, attributes, relationships: run ? { customer: to("customer"), offer: to("offer") } : {} };
}

function customer(run: Run, name: string): Fields {
  const contact = { data: { id: `contact-${name}-${run.number}`, type: "contacts" } };
  return {
    id: `customer-${run.number}`,
    type: "customers",
    attributes: { name, email: run.email(name) },
    relationships: { contact },
  };
}

function offer(run: Run): Fields {
  return resource("offers", `offer-${run.number}`, { title: "Membership" });
}

function purchase(run: Run): readonly Fields[] {
  const times = { created_at: rfc3339(run.at(40)), updated_at: rfc3339(run.at(40)), deactivated_at: null };
  return [resource("purchases", `purchase-${run.number}`, times, run)];
}

function payment(run: Run): Fields {
  const attributes = { action: "charge", state: "succeeded", amount_in_cents: 9_900, currency: "USD" };
  const created_at = rfc3339(run.at(41));
  return resource("transactions", `transaction-${run.number}`, { ...attributes, created_at }, run);
}

function orderOf(run: Run): Fields {
  return resource("orders", `order-${run.number}`, { created_at: rfc3339(run.at(42)) }, run);
}

function form(run: Run, name: string): Fields {
  const created_at = rfc3339(run.at(45));
  return resource("form_submissions", `form-${run.number}`, { name, email: run.email(name), created_at });
}

function tagged(run: Run, name: string, minutes: number): Fields {
  const updated_at = rfc3339(run.at(minutes));
  return resource("contacts", `contact-${name}-${run.number}`, { name, email: run.email(name), updated_at });
}

function tag(run: Run, name: string): Fields {
  return resource("contact_tags", `tag-${name}-${run.number}`, { name: `${name} ${run.number}` });
}
