// Bodies of Shopify's webhooks, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** A paid order. */
export function order(id: string, fields: Fields = {}) {
  return {
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: "#1001",
    email: "jane@example.com",
    phone: null,
    created_at: "2027-01-15T02:59:50-05:00",
    processed_at: "2027-01-15T02:59:51-05:00",
    updated_at: "2027-01-15T02:59:58-05:00",
    cancelled_at: null,
    currency: "USD",
    financial_status: "paid",
    total_price: "149.00",
    customer: customer("501"),
    billing_address: { country_code: "US" },
    line_items: [{ id: 7, product_id: 77, title: "Speaking Course", quantity: 1 }],
    refunds: [],
    ...fields,
  };
}

/** A customer. */
export function customer(id: string, fields: Fields = {}) {
  return {
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    email: "jane@example.com",
    first_name: "Jane",
    last_name: "Doe",
    phone: "+15550100001",
    default_address: { country_code: "US" },
    updated_at: "2027-01-15T02:59:57-05:00",
    ...fields,
  };
}

/** A payment that gave an amount back. */
export function refundPayment(amount: string, fields: Fields = {}) {
  return { kind: "refund", status: "success", amount, currency: "USD", ...fields };
}

/** A refund on its own. */
export function refund(id: string, fields: Fields = {}) {
  return {
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    order_id: 9001,
    created_at: "2027-01-15T02:59:59-05:00",
    processed_at: "2027-01-15T02:59:59-05:00",
    total_duties_set: { shop_money: { amount: "0.00", currency_code: "USD" } },
    transactions: [refundPayment("49.00")],
    ...fields,
  };
}
