// PayPal's events, made up after its documentation. Resources are of version 2, sales of version 1.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about a resource. */
export function paypalEvent(
  event_type: string,
  resource: Fields,
  { id = "WH-1", create_time = "2027-01-15T07:59:58.000Z" } = {},
) {
  return {
    id,
    event_version: "1.0",
    create_time,
    resource_type: "resource",
    event_type,
    summary: "",
    resource,
    links: [],
  };
}

/** Where a resource is found. */
export function link(rel: string, path: string) {
  return { href: `https://api.paypal.com${path}`, rel, method: "GET" };
}

/** An amount of version 2. */
export function amount(value: string, currency_code = "USD") {
  return { value, currency_code };
}

/** A capture of an order. */
export function capture(fields: Fields = {}) {
  return {
    id: "2GG279541U471931P",
    status: "COMPLETED",
    amount: amount("149.00"),
    final_capture: true,
    supplementary_data: { related_ids: { order_id: "5O190127TN364715T" } },
    create_time: "2027-01-15T07:59:55Z",
    links: [
      link("self", "/v2/payments/captures/2GG279541U471931P"),
      link("refund", "/v2/payments/captures/2GG279541U471931P/refund"),
      link("up", "/v2/checkout/orders/5O190127TN364715T"),
    ],
    ...fields,
  };
}

/** A refund of a capture. */
export function captureRefund(fields: Fields = {}) {
  return {
    id: "1Y107995YT783435V",
    status: "COMPLETED",
    amount: amount("49.00"),
    seller_payable_breakdown: { gross_amount: amount("49.00"), total_refunded_amount: amount("149.00") },
    create_time: "2027-01-15T08:09:58Z",
    links: [
      link("self", "/v2/payments/refunds/1Y107995YT783435V"),
      link("up", "/v2/payments/captures/2GG279541U471931P"),
    ],
    ...fields,
  };
}

/** An approved order. */
export function order(fields: Fields = {}) {
  return {
    id: "5O190127TN364715T",
    status: "APPROVED",
    intent: "CAPTURE",
    payer: {
      payer_id: "QYR5Z8XDVJNXQ",
      email_address: "jane@example.com",
      name: { given_name: "Jane", surname: "Doe" },
      phone: { phone_number: { national_number: "9495550100" } },
      address: { country_code: "US" },
    },
    purchase_units: [{ reference_id: "default", amount: amount("149.00"), description: "Speaking course" }],
    create_time: "2027-01-15T07:58:00Z",
    ...fields,
  };
}

/** A payment of a subscription. */
export function sale(fields: Fields = {}) {
  return {
    id: "80021663DE681814L",
    state: "completed",
    amount: { total: "49.00", currency: "USD" },
    billing_agreement_id: "I-BW452GLLEP1G",
    create_time: "2027-01-15T07:59:50Z",
    ...fields,
  };
}

/** A refund of a sale. */
export function saleRefund(fields: Fields = {}) {
  return {
    id: "6YX43824R4443062K",
    state: "completed",
    sale_id: "80021663DE681814L",
    amount: { total: "10.00", currency: "USD" },
    total_refunded_amount: { value: "15.00", currency: "USD" },
    create_time: "2027-01-15T09:00:00Z",
    links: [link("sale", "/v1/payments/sale/80021663DE681814L")],
    ...fields,
  };
}

/** An active subscription. */
export function subscription(fields: Fields = {}) {
  return {
    id: "I-BW452GLLEP1G",
    plan_id: "P-5ML4271244454362WXNWU5NQ",
    status: "ACTIVE",
    status_update_time: "2027-01-15T07:59:40Z",
    start_time: "2027-01-15T07:59:00Z",
    subscriber: {
      payer_id: "QYR5Z8XDVJNXQ",
      email_address: "zoe@example.com",
      name: { given_name: "Zoë", surname: "Ångström" },
    },
    billing_info: { next_billing_time: "2027-02-15T10:00:00Z", failed_payments_count: 0 },
    ...fields,
  };
}
