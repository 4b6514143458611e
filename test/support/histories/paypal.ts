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
      stages: fc.array(fc.constantFrom("SUSPENDED", "ACTIVE", "UPDATED", "PAYMENT.FAILED"), { maxLength: 3 }),
      sales: fc.integer({ min: 0, max: 2 }),
      refunds: fc.array(fc.constantFrom(5, 10), { maxLength: 2 }),
      end: fc.constantFrom("CANCELLED", "EXPIRED", null),
    }),
  ),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, resource: Fields) => unknown;

/** What PayPal sends about one buyer, the `number`th of a history. */
export function paypalStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    let count = 0;
    const emit: Emit = (type, resource) =>
      paypalEvent(type, resource, { id: `WH-${number}-${count++}`, create_time: rfc3339(clock()) });
    return [...orderEvents(chosen, number, emit), ...subscriptionEvents(chosen, number, emit)];
  });
}

function payer({ email, hasPayer }: Choices, number: number): Fields {
  return {
    ...(hasPayer && { payer_id: `PAYER${number}` }),
    email_address: email,
    name: { given_name: "Jane", surname: `Doe ${number}` },
  };
}

function orderEvents(chosen: Choices, number: number, emit: Emit): readonly unknown[] {
  if (chosen.order === "none") return [];
  const orderId = `ORDER${number}`;
  const id = `CAPTURE${number}`;
  const bought = order({ id: orderId, payer: payer(chosen, number) });
  const approved = emit("CHECKOUT.ORDER.APPROVED", bought);
  if (chosen.order === "only approved") return [approved];

  const captured = capture({ id, supplementary_data: { related_ids: { order_id: orderId } }, links: [] });
  const pending = [emit("PAYMENT.CAPTURE.PENDING", captured)];
  if (chosen.order === "declined") return [approved, ...pending, emit("PAYMENT.CAPTURE.DECLINED", captured)];
  const up = [link("up", `/v2/payments/captures/${id}`)];
  const refunds = runningTotals(chosen.refunds).map((total) =>
    emit(
      "PAYMENT.CAPTURE.REFUNDED",
      captureRefund({
        links: up,
        seller_payable_breakdown: { total_refunded_amount: amount(`${total}.00`) },
      }),
    ),
  );
  const units = [{ description: "Course", payments: { captures: [captured] } }];
  return [
    approved,
    ...(chosen.order === "captured later" ? pending : []),
    emit("PAYMENT.CAPTURE.COMPLETED", captured),
    ...(chosen.saysOrderIsCompleted
      ? [emit("CHECKOUT.ORDER.COMPLETED", { ...bought, status: "COMPLETED", purchase_units: units })]
      : []),
    ...refunds,
    ...(chosen.isReversed
      ? [
          emit(
            "PAYMENT.CAPTURE.REVERSED",
            captureRefund({ links: up, amount: amount("149.00"), seller_payable_breakdown: {} }),
          ),
        ]
      : []),
  ];
}

function subscriptionEvents(chosen: Choices, number: number, emit: Emit): readonly unknown[] {
  if (!chosen.subscription) return [];
  const { stages, sales, refunds, end } = chosen.subscription;
  const id = `I-${number}`;
  const agreed = (status: string) => subscription({ id, status, subscriber: payer(chosen, number) });
  const saleId = `SALE${number}`;
  const staged = stages.map((stage) => {
    if (stage === "ACTIVE") return emit("BILLING.SUBSCRIPTION.RE-ACTIVATED", agreed("ACTIVE"));
    return emit(`BILLING.SUBSCRIPTION.${stage}`, agreed(stage === "SUSPENDED" ? stage : "ACTIVE"));
  });
  const refunded = runningTotals(refunds).map((total) =>
    emit(
      "PAYMENT.SALE.REFUNDED",
      saleRefund({ sale_id: `${saleId}0`, total_refunded_amount: { value: `${total}.00`, currency: "USD" } }),
    ),
  );
  return [
    emit("BILLING.SUBSCRIPTION.CREATED", agreed("APPROVAL_PENDING")),
    emit("BILLING.SUBSCRIPTION.ACTIVATED", agreed("ACTIVE")),
    ...Array.from({ length: sales }, (_, index) =>
      emit("PAYMENT.SALE.COMPLETED", sale({ id: `${saleId}${index}`, billing_agreement_id: id })),
    ),
    ...(sales > 0 ? refunded : []),
    ...staged,
    ...(end ? [emit(`BILLING.SUBSCRIPTION.${end}`, agreed(end))] : []),
  ];
}
