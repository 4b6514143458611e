type Fields = Readonly<Record<string, unknown>>;

/** A delivery of an event about mail to Jane, made up after Mailgun's documentation. */
export function mailgunDelivery(event: string, fields: Fields = {}) {
  const token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0";
  return {
    signature: { timestamp: "1799999999", token, signature: "00" },
    "event-data": {
      event,
      id: "CPgfbmQMTCKtHW6uIWtuVe",
      timestamp: 1_799_999_998.25,
      recipient: "jane@example.com",
      "log-level": "info",
      ...fields,
    },
  };
}
