// Kajabi's events, made up after its documentation and recorded ones.

type Fields = Readonly<Record<string, unknown>>;

/** A body of a dashboard's webhook or, with a list of resources, of an API hook. */
export function kajabiEvent(
  event: string,
  payload: Fields | readonly Fields[],
  id = "f36e8f76-e02e-11f0-921d-4b2732f24088",
) {
  return { id, event, payload };
}

/** What a dashboard's webhook says of a purchase. */
export function flatSale(fields: Fields = {}) {
  return {
    offer_id: 2_148_123_456,
    offer_title: "Speaking Course",
    member_id: 2_147_000_001,
    member_email: "jane@example.com",
    member_name: "Jane Doe",
    member_first_name: "Jane",
    member_last_name: "Doe",
    contact_phone_number: "949-555-0100",
    contact_address_country: "US",
    trial: false,
    transaction_id: 1_234_567_890,
    transaction_created_at: "2027-01-15T07:59:10.547+00:00",
    amount_paid: 14_900,
    amount_paid_decimal: 149,
    currency: "USD",
    subscription_id: null,
    subscription_created_at: null,
    interval_payment_amount: null,
    interval: null,
    interval_count: null,
    ...fields,
  };
}

/** What a purchase of a subscription says besides. */
export const flatSubscription = {
  subscription_id: 987_654_321,
  subscription_created_at: "2027-01-15T07:59:10.547+00:00",
  interval_payment_amount: 14_900,
  interval: "month",
  interval_count: 1,
};

/** A resource of an API hook. */
export function resource(
  type: string,
  id: string,
  attributes: Fields,
  related: Readonly<Record<string, string>> = {},
) {
  const relationships = Object.fromEntries(
    Object.entries(related).map(([name, relatedId]) => [name, { data: { id: relatedId, type: `${name}s` } }]),
  );
  return { id, type, attributes, relationships };
}

/** A payment of customer 501 for offer 77. */
export function transaction(attributes: Fields = {}, id = "88001") {
  return resource(
    "transactions",
    id,
    {
      action: "charge",
      state: "succeeded",
      payment_type: "charge",
      amount_in_cents: 14_900,
      currency: "USD",
      created_at: "2027-01-15T07:59:19.285Z",
      ...attributes,
    },
    { customer: "501", offer: "77" },
  );
}

/** A purchase of offer 77 by customer 501. */
export function purchase(attributes: Fields = {}, id = "3301") {
  return resource(
    "purchases",
    id,
    {
      amount_in_cents: 14_900,
      payment_type: "single",
      currency: "USD",
      deactivated_at: null,
      created_at: "2027-01-15T07:59:27.580Z",
      updated_at: "2027-01-15T07:59:27.580Z",
      ...attributes,
    },
    { customer: "501", offer: "77" },
  );
}

/** Customer 501, who is contact 901. */
export function customer(attributes: Fields = {}, id = "501", contactId = "901") {
  return resource(
    "customers",
    id,
    { name: "Jane Doe", email: "jane@example.com", ...attributes },
    { contact: contactId },
  );
}

/** Offer 77. */
export const offer = resource("offers", "77", {
  title: "Speaking Course",
  currency: "USD",
  price_in_cents: 14_900,
});

/** Contact 901, who is customer 501. */
export function contact(attributes: Fields = {}, id = "901") {
  return resource("contacts", id, {
    name: "Jane Doe",
    email: "jane@example.com",
    phone_number: "(949) 555-0100",
    address_country: "US",
    created_at: "2027-01-01T00:00:00.000Z",
    updated_at: "2027-01-15T07:59:00.000Z",
    ...attributes,
  });
}
