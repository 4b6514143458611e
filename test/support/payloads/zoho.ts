type Fields = Readonly<Record<string, unknown>>;

/** What a workflow of CRM sends about Jane, as functions/webhook-zoho-crm/README.md prescribes. */
export function workflowWebhook(fields: Fields = {}) {
  return {
    module: "Contacts",
    record_id: "5725767000003000010",
    event: "contact.updated",
    Email: "jane@example.com",
    First_Name: "Jane",
    Last_Name: "Doe",
    Mobile: "+15550100001",
    Modified_Time: "2027-01-15T08:59:58+01:00",
    ...fields,
  };
}

/** A notification of CRM's. */
export function crmNotification(fields: Fields = {}) {
  return {
    server_time: 1_799_999_999_625,
    query_params: {},
    module: "Contacts",
    resource_uri: "https://www.zohoapis.com/crm/v8/Contacts",
    ids: ["5725767000003000010", "5725767000003000011"],
    operation: "update",
    affected_fields: [],
    channel_id: "1000000068001",
    token: "a-token",
    ...fields,
  };
}

/** An event of Payments' about one of Jane's payments, made up after Zoho's documentation. */
export function paymentsEvent(event_type: string, fields: Fields = {}, event: Fields = {}) {
  const payment = {
    payment_id: "173000002315107",
    amount: "149.00",
    amount_refunded: "0.00",
    currency: "USD",
    receipt_email: "jane@example.com",
    phone: "+15550100001",
    description: "Payment for INV-000008",
    date: 1_799_999_990,
    ...fields,
  };
  return {
    event_id: 1_987_000_003_853_347,
    event_type,
    account_id: 105_078_477,
    live_mode: false,
    event_time: 1_799_999_998_514,
    event_object: { payment },
    ...event,
  };
}

/** An event of Payments' about a refund. */
export function refundEvent(fields: Fields = {}, event: Fields = {}) {
  const refund = {
    refund_id: "1730000023",
    payment_id: "173000002315107",
    amount: "49.00",
    currency: "USD",
    ...fields,
  };
  return paymentsEvent("refund.succeeded", {}, { event_object: { refund }, ...event });
}

const customer = {
  customer_id: "903000000000099",
  email: "jane@example.com",
  display_name: "Jane Doe",
  first_name: "Jane",
  last_name: "Doe",
  mobile: "+15550100001",
};

/** An event of Billing's, made up after Zoho's documentation. */
export function billingEvent(event_type: string, data: Fields, event: Fields = {}) {
  return { event_id: "90300000079217", event_type, created_time: "2027-01-14T23:59:58-0800", data, ...event };
}

/** A payment of Jane's, as Billing tells of it. */
export function billingPayment(fields: Fields = {}) {
  return {
    payment: {
      payment_id: "9030000079467",
      amount: 49.9,
      amount_refunded: 0,
      currency_code: "USD",
      date: "2027-01-15",
      description: "Pro monthly",
      customer_id: customer.customer_id,
      customer_name: "Jane Doe",
      email: "jane@example.com",
      ...fields,
    },
  };
}

/** Jane's subscription, as Billing tells of it. */
export function billingSubscription(fields: Fields = {}) {
  return {
    subscription: {
      subscription_id: "90300000079200",
      status: "live",
      amount: 49.9,
      currency_code: "USD",
      interval: 1,
      interval_unit: "months",
      activated_at: "2027-01-15",
      current_term_ends_at: "2027-02-15",
      plan: { plan_code: "pro-monthly", name: "Pro monthly" },
      customer,
      ...fields,
    },
  };
}
