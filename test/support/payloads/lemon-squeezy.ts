// Lemon Squeezy's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

const customer = { customer_id: 501, user_name: "Jane Doe", user_email: "jane@example.com" };

/** An event about a thing of a type, with what it now is. */
export function lemonSqueezyEvent(event_name: string, type: string, { id = "1", ...attributes }: Fields) {
  return {
    meta: { event_name, webhook_id: "0b7d3a2e-0000-4000-8000-000000000001", test_mode: true },
    data: { type, id, attributes: { updated_at: "2027-01-15T07:59:58.000000Z", ...attributes } },
  };
}

/** A paid order. */
export function order(fields: Fields = {}) {
  return {
    ...customer,
    status: "paid",
    currency: "USD",
    total: 14_900,
    refunded_amount: 0,
    refunded: false,
    first_order_item: { product_id: 77, product_name: "Speaking Course", variant_name: "Default" },
    created_at: "2027-01-15T07:59:55.000000Z",
    ...fields,
  };
}

/** A paid invoice of a subscription's renewal. */
export function invoice(fields: Fields = {}) {
  return {
    ...customer,
    subscription_id: 301,
    billing_reason: "renewal",
    status: "paid",
    currency: "USD",
    total: 4_900,
    refunded_amount: 0,
    refunded: false,
    created_at: "2027-01-15T07:59:55.000000Z",
    ...fields,
  };
}

/** An active subscription. */
export function subscription(fields: Fields = {}) {
  return {
    ...customer,
    status: "active",
    product_id: 78,
    product_name: "Pro",
    cancelled: false,
    renews_at: "2027-02-15T07:59:55.000000Z",
    ends_at: null,
    created_at: "2027-01-15T07:59:55.000000Z",
    ...fields,
  };
}
