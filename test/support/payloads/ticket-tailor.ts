// Ticket Tailor's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about an object. */
export function ticketTailorEvent(
  event: string,
  payload: Fields,
  { id = "wh_1", created_at = "2027-01-15 07:59:58" } = {},
) {
  return { id, created_at, event, resource_url: "https://api.tickettailor.com/v1/resource", payload };
}

/** A completed order. */
export function order(fields: Fields = {}) {
  return {
    object: "order",
    id: "or_1",
    status: "completed",
    created_at: 1_799_999_990,
    currency: { base_multiplier: 100, code: "usd" },
    total: 14_900,
    refund_amount: 0,
    buyer_details: {
      email: "jane@example.com",
      name: "Jane Doe",
      first_name: "Jane",
      last_name: "Doe",
      phone: "+15550100001",
      address: { postal_code: "94107" },
    },
    event_summary: { id: "ev_1", name: "Speakers Summit" },
    line_items: [{ object: "line_item", id: "li_1", type: "ticket", description: "VIP", total: 14_900 }],
    ...fields,
  };
}

/** A valid ticket. */
export function issuedTicket(fields: Fields = {}) {
  return {
    object: "issued_ticket",
    id: "it_1",
    order_id: "or_1",
    event_id: "ev_1",
    description: "VIP",
    status: "valid",
    checked_in: "false",
    email: "ada@example.com",
    first_name: "Ada",
    last_name: "Byron",
    full_name: "Ada Byron",
    created_at: 1_799_999_991,
    voided_at: null,
    ...fields,
  };
}

/** A place on the waiting list. */
export function waitlistSignup(fields: Fields = {}) {
  return {
    object: "waitlist_signup",
    id: "ws_1",
    email: "jane@example.com",
    name: "Jane Doe",
    event_id: "ev_1",
    ...fields,
  };
}
