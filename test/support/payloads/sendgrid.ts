type Fields = Readonly<Record<string, unknown>>;

/** A batch of one event about mail to Jane, made up after SendGrid's documentation. */
export function sendgridBatch(event: string, fields: Fields = {}) {
  return [
    {
      email: "jane@example.com",
      timestamp: 1_799_999_998,
      event,
      sg_event_id: "ZXZlbnQtMQ",
      sg_message_id: "14c5d75ce93.dfd.64b469.filter0001",
      "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
      ...fields,
    },
  ];
}
