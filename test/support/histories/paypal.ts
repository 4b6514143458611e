import fc from "fast-check";
import {
  amount,
  capture,
  captureRefund,
  link,
  order,
  paypalEvent,
  sale,
  saleRefund,
  subscription,
} from "../payloads/paypal.ts";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  hasPayer: fc.boolean(),
  order: fc.constantFrom("captured", "captured later", "declined", "only approved", "none"),
  saysOrderIsCompleted: fc.boolean(),
  refunds: fc.array(fc.constantFrom(1, 20, 49), { maxLength: 3 }),
  isReversed: fc.boolean(),
  subscription: fc.option(
    fc.record({
      stages: fc.array(fc.constantFrom("SUSPENDED", "RE-ACTIVATED", "UPDATED", "PAYMENT.FAILED"), {
        maxLength: 3,
      }),
      sales: fc.integer({ min: 0, max: 2 }),
      refunds: fc.array(fc.constantFrom(5, 10), { maxLength: 2 }),
      end: fc.constantFrom("CANCELLED", "EXPIRED", null),
    }),
  ),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, resource: Fields) => void;

/** What PayPal sends about one buyer, the `number`th of a history. */
export function paypalStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    const events: unknown[] = [];
    const emit: Emit = (type, resource) => {
      const id = `WH-${number}-${events.length}`;
      events.push(paypalEvent(type, resource, { id, create_time: rfc3339(clock()) }));
    };
    if (chosen.order !== "none") tellOrder(chosen, number, emit);
    tellSubscription(chosen, number, emit);
    return events;
  });
}

function payer({ email, hasPayer }: Choices, number: number): Fields {
  return {
    ...(hasPayer && { payer_id: `PAYER${number}` }),
    email_address: email,
    name: { given_name: "Jane", surname: `Doe ${number}` },
  };
}

function tellOrder(chosen: Choices, number: number, emit: Emit): void {
  const orderId = `ORDER${number}`;
  const id = `CAPTURE${number}`;
  const bought = order({ id: orderId, payer: payer(chosen, number) });
  emit("CHECKOUT.ORDER.APPROVED", bought);
  if (chosen.order === "only approved") return;

  const captured = capture({ id, supplementary_data: { related_ids: { order_id: orderId } }, links: [] });
  if (chosen.order !== "captured") emit("PAYMENT.CAPTURE.PENDING", captured);
  if (chosen.order === "declined") {
    emit("PAYMENT.CAPTURE.DECLINED", captured);
    return;
  }
  emit("PAYMENT.CAPTURE.COMPLETED", captured);
  if (chosen.saysOrderIsCompleted) {
    const units = [{ description: "Course", payments: { captures: [captured] } }];
    emit("CHECKOUT.ORDER.COMPLETED", { ...bought, status: "COMPLETED", purchase_units: units });
  }
  const links = [link("up", `/v2/payments/captures/${id}`)];
  for (const total of runningTotals(chosen.refunds)) {
    const inAll = { total_refunded_amount: amount(`${total}.00`) };
    emit("PAYMENT.CAPTURE.REFUNDED", captureRefund({ links, seller_payable_breakdown: inAll }));
  }
  if (chosen.isReversed) {
    const reversal = { links, amount: amount("149.00"), seller_payable_breakdown: {} };
    emit("PAYMENT.CAPTURE.REVERSED", captureRefund(reversal));
  }
}

function tellSubscription(chosen: Choices, number: number, emit: Emit): void {
  if (!chosen.subscription) return;
  const { stages, sales, refunds, end } = chosen.subscription;
  const id = `I-${number}`;
  const agreed = (status: string) => subscription({ id, status, subscriber: payer(chosen, number) });
  emit("BILLING.SUBSCRIPTION.CREATED", agreed("APPROVAL_PENDING"));
  emit("BILLING.SUBSCRIPTION.ACTIVATED", agreed("ACTIVE"));
  for (let count = 0; count < sales; count++) {
    emit("PAYMENT.SALE.COMPLETED", sale({ id: `SALE${number}${count}`, billing_agreement_id: id }));
  }
  for (const total of sales > 0 ? runningTotals(refunds) : []) {
    const inAll = { value: `${total}.00`, currency: "USD" };
    emit("PAYMENT.SALE.REFUNDED", saleRefund({ sale_id: `SALE${number}0`, total_refunded_amount: inAll }));
  }
  for (const stage of stages) {
    emit(`BILLING.SUBSCRIPTION.${stage}`, agreed(stage === "SUSPENDED" ? "SUSPENDED" : "ACTIVE"));
  }
  if (end) emit(`BILLING.SUBSCRIPTION.${end}`, agreed(end));
}
