type Fields = Readonly<Record<string, unknown>>;

const questions = [
  { id: "f1", ref: "first", type: "short_text", title: "First name" },
  { id: "f2", ref: "last", type: "short_text", title: "*Last name?*" },
  { id: "f3", ref: "email", type: "email", title: "Email" },
  { id: "f4", ref: "phone", type: "phone_number", title: "Phone" },
];

const answers = [
  { type: "text", text: "Jane", field: { id: "f1", type: "short_text", ref: "first" } },
  { type: "text", text: "Doe", field: { id: "f2", type: "short_text", ref: "last" } },
  { type: "email", email: "jane@example.com", field: { id: "f3", type: "email", ref: "email" } },
  {
    type: "phone_number",
    phone_number: "+15550100001",
    field: { id: "f4", type: "phone_number", ref: "phone" },
  },
];

/** A form that Jane filled in, made up after Typeform's documentation. */
export function typeformEvent(
  event_type: string,
  fields: Fields = {},
  event_id = "01GZZ5H7E1S3WQ8ZB1X2C3D4E5",
) {
  return {
    event_id,
    event_type,
    form_response: {
      form_id: "lT4Z3j",
      token: "a3a12ec67a1365927098a606107fac15",
      landed_at: "2027-01-15T07:58:00Z",
      submitted_at: "2027-01-15T07:59:58Z",
      definition: { id: "lT4Z3j", title: "Apply", fields: questions },
      answers,
      ...fields,
    },
  };
}
