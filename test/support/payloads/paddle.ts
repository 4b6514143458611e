// Paddle Billing's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about an entity. */
export function paddleEvent(
  event_type: string,
  data: Fields,
  { event_id = "evt_1", occurred_at = "2027-01-15T07:59:58.123456Z" } = {},
) {
  return { event_id, event_type, occurred_at, notification_id: "ntf_1", data };
}

/** A completed transaction. */
export function transaction(fields: Fields = {}) {
  return {
    id: "txn_1",
    status: "completed",
    customer_id: "ctm_1",
    subscription_id: "sub_1",
    currency_code: "USD",
    billed_at: "2027-01-15T07:59:50.000000Z",
    details: {
      totals: { total: "14900", grand_total: "14900" },
      adjusted_totals: null,
      line_items: [{ product: { id: "pro_1", name: "Pro" } }],
    },
    items: [{ quantity: 1, price: { id: "pri_1", product_id: "pro_1", description: "Monthly" } }],
    ...fields,
  };
}

/** A refund that was approved. */
export function adjustment(fields: Fields = {}) {
  return {
    id: "adj_1",
    action: "refund",
    status: "approved",
    transaction_id: "txn_1",
    customer_id: "ctm_1",
    currency_code: "USD",
    totals: { total: "4900" },
    ...fields,
  };
}

/** A customer. */
export function customer(fields: Fields = {}) {
  return {
    id: "ctm_1",
    email: "jane@example.com",
    name: "Jane Doe",
    updated_at: "2027-01-15T07:59:57.000000Z",
    ...fields,
  };
}

/** An active subscription of one item. */
export function subscription(fields: Fields = {}) {
  return {
    id: "sub_1",
    status: "active",
    customer_id: "ctm_1",
    started_at: "2027-01-15T07:43:20.000000Z",
    canceled_at: null,
    current_billing_period: { ends_at: "2027-02-15T07:43:20.000000Z" },
    billing_cycle: { interval: "month", frequency: 1 },
    scheduled_change: null,
    items: [subscriptionItem()],
    ...fields,
  };
}

/** An item of a subscription. */
export function subscriptionItem(fields: Fields = {}) {
  return {
    quantity: 1,
    recurring: true,
    price: { product_id: "pro_1", unit_price: { amount: "4900", currency_code: "USD" } },
    product: { name: "Pro" },
    ...fields,
  };
}
