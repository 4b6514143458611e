// Calendly's events, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** An event of a type about an invitee or a submission. */
export function calendlyEvent(event: string, payload: Fields, created_at = "2027-01-15T07:59:58.000000Z") {
  return { event, created_at, created_by: "https://api.calendly.com/users/USER1", payload };
}

/** An invitee who didn't have to pay. */
export function invitee(fields: Fields = {}) {
  return {
    uri: "https://api.calendly.com/scheduled_events/EVENT1/invitees/INVITEE1",
    email: "jane@example.com",
    name: "Jane Doe",
    first_name: "Jane",
    last_name: "Doe",
    text_reminder_number: "+1 555-010-0001",
    status: "active",
    rescheduled: false,
    payment: null,
    scheduled_event: { name: "Strategy call", start_time: "2027-01-20T15:00:00.000000Z" },
    created_at: "2027-01-15T07:59:57.000000Z",
    ...fields,
  };
}

/** What was paid for a booking. */
export function payment(fields: Fields = {}) {
  return {
    external_id: "ch_1",
    provider: "stripe",
    amount: 99.5,
    currency: "USD",
    successful: true,
    ...fields,
  };
}

/** A submission of a routing form. */
export function routingFormSubmission(fields: Fields = {}) {
  return {
    uri: "https://api.calendly.com/routing_form_submissions/SUBMISSION1",
    routing_form: "https://api.calendly.com/routing_forms/FORM1",
    questions_and_answers: [
      { question: "Your name", answer: "Jane Doe" },
      { question: "Email *", answer: "jane@example.com" },
      { question: "Phone Number", answer: "949-555-0100" },
    ],
    created_at: "2027-01-15T07:59:55.000000Z",
    ...fields,
  };
}
