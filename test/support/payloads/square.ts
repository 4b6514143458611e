// Square's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about a thing, which is under its kind's name. */
export function squareEvent(
  type: string,
  object: Fields,
  { event_id = "event-1", created_at = "2027-01-15T07:59:58.308Z" } = {},
) {
  return { merchant_id: "MERCHANT1", type, event_id, created_at, data: { type, id: "THING1", object } };
}

/** A completed payment, tip included. */
export function payment(fields: Fields = {}) {
  return {
    id: "PAYMENT1",
    status: "COMPLETED",
    created_at: "2027-01-15T07:59:50.000Z",
    updated_at: "2027-01-15T07:59:55.000Z",
    amount_money: { amount: 14_900, currency: "USD" },
    tip_money: { amount: 100, currency: "USD" },
    total_money: { amount: 15_000, currency: "USD" },
    order_id: "ORDER1",
    customer_id: "CUSTOMER1",
    buyer_email_address: "jane@example.com",
    ...fields,
  };
}

/** A dispute that was lost. */
export function dispute(fields: Fields = {}) {
  return {
    id: "DISPUTE1",
    state: "LOST",
    amount_money: { amount: 14_900, currency: "USD" },
    disputed_payment: { payment_id: "PAYMENT1" },
    ...fields,
  };
}

/** A customer. */
export function customer(fields: Fields = {}) {
  return {
    id: "CUSTOMER1",
    updated_at: "2027-01-15T07:59:57.000Z",
    given_name: "Jane",
    family_name: "Doe",
    email_address: "jane@example.com",
    phone_number: "949-555-0100",
    address: { country: "US" },
    ...fields,
  };
}

/** An active subscription. */
export function subscription(fields: Fields = {}) {
  return {
    id: "SUBSCRIPTION1",
    status: "ACTIVE",
    customer_id: "CUSTOMER1",
    plan_variation_id: "VARIATION1",
    start_date: "2027-01-15",
    charged_through_date: "2027-02-14",
    ...fields,
  };
}
