// Stripe's events, made up after its documentation. An object is as `stripe@23.1.0` types it, cut to what matters, unless a
// test says that it is an older API version's.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about an object. */
export function stripeEvent(type: string, object: Fields, { id = "evt_1", created = 1_799_999_990 } = {}) {
  return {
    id,
    object: "event",
    api_version: "2026-10-28.endive",
    created,
    livemode: false,
    type,
    data: { object },
  };
}

/** A paid session of a one-time payment. */
export function checkoutSession(fields: Fields = {}) {
  return {
    id: "cs_test_1",
    object: "checkout.session",
    created: 1_799_999_900,
    mode: "payment",
    status: "complete",
    payment_status: "paid",
    amount_total: 14_900,
    currency: "usd",
    customer: "cus_1",
    customer_email: null,
    payment_intent: "pi_1",
    invoice: null,
    invoice_creation: { enabled: false },
    subscription: null,
    customer_details: {
      email: "jane@example.com",
      name: "Jane Doe",
      phone: "+15550100001",
      address: { country: "US" },
    },
    ...fields,
  };
}

/** A paid invoice of a subscription's cycle. */
export function invoice(fields: Fields = {}) {
  return {
    id: "in_1",
    object: "invoice",
    created: 1_799_999_000,
    status: "paid",
    billing_reason: "subscription_cycle",
    amount_paid: 4_900,
    amount_due: 4_900,
    currency: "usd",
    customer: "cus_1",
    customer_email: "jane@example.com",
    customer_name: "Jane Doe",
    customer_phone: null,
    customer_address: null,
    parent: { type: "subscription_details", subscription_details: { subscription: "sub_1" } },
    status_transitions: { finalized_at: 1_799_999_100, paid_at: 1_799_999_980 },
    lines: {
      data: [
        {
          description: "1 × Pro (at $49.00 / month)",
          pricing: { price_details: { price: "price_1", product: "prod_1" } },
          parent: { subscription_item_details: { proration: false } },
        },
      ],
    },
    ...fields,
  };
}

/** A charge that was wholly refunded. */
export function charge(fields: Fields = {}) {
  return {
    id: "ch_1",
    object: "charge",
    created: 1_799_990_000,
    amount: 14_900,
    amount_refunded: 14_900,
    refunded: true,
    currency: "usd",
    status: "succeeded",
    customer: "cus_1",
    payment_intent: "pi_1",
    receipt_email: null,
    billing_details: { email: "jane@example.com", name: "Jane Doe", phone: null, address: { country: null } },
    ...fields,
  };
}

/** A dispute that was lost. */
export function dispute(fields: Fields = {}) {
  return {
    id: "dp_1",
    object: "dispute",
    status: "lost",
    charge: "ch_1",
    payment_intent: "pi_1",
    amount: 14_900,
    currency: "usd",
    ...fields,
  };
}

/** A customer. */
export function customer(fields: Fields = {}) {
  return {
    id: "cus_1",
    object: "customer",
    email: "jane@example.com",
    name: "Jane Doe",
    phone: null,
    address: null,
    ...fields,
  };
}

/** An active subscription of one item. */
export function subscription(fields: Fields = {}) {
  return {
    id: "sub_1",
    object: "subscription",
    status: "active",
    customer: "cus_1",
    start_date: 1_799_999_000,
    cancel_at_period_end: false,
    canceled_at: null,
    items: { data: [subscriptionItem()] },
    ...fields,
  };
}

/** An item of a subscription. */
export function subscriptionItem(fields: Fields = {}) {
  return {
    id: "si_1",
    quantity: 1,
    current_period_start: 1_799_999_000,
    current_period_end: 1_802_591_000,
    price: {
      id: "price_1",
      product: "prod_1",
      unit_amount: 4_900,
      currency: "usd",
      recurring: { interval: "month", interval_count: 1 },
    },
    ...fields,
  };
}
