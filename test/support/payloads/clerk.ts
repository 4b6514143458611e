// Clerk's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about a user. */
export function clerkEvent(type: string, data: Fields) {
  return { type, object: "event", timestamp: 1_799_999_998_344, data };
}

/** A user with two addresses, of which the second is the primary one. */
export function user(email: string, { status = "verified", ...fields }: Fields = {}) {
  return {
    id: "user_1",
    first_name: "Jane",
    last_name: "Doe",
    primary_email_address_id: "idn_2",
    email_addresses: [
      { id: "idn_1", email_address: "other@example.com", verification: { status: "verified" } },
      { id: "idn_2", email_address: email, verification: { status } },
    ],
    primary_phone_number_id: null,
    phone_numbers: [],
    updated_at: 1_799_999_998_000,
    ...fields,
  };
}
