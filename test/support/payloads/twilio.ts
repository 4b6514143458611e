type Fields = Readonly<Record<string, string | undefined>>;

const account = { AccountSid: "AC00000000000000000000000000000000", ApiVersion: "2010-04-01" };

/** A status callback of a message to Jane, made up after Twilio's documentation. */
export function statusCallback(MessageStatus: string, fields: Fields = {}) {
  const MessageSid = "SM00000000000000000000000000000001";
  return {
    ...account,
    MessageSid,
    SmsSid: MessageSid,
    MessageStatus,
    SmsStatus: MessageStatus,
    From: "+15550109999",
    To: "+15550100001",
    ...fields,
  };
}

/** A message from Jane. */
export function inboundMessage(fields: Fields = {}) {
  const MessageSid = "SM00000000000000000000000000000002";
  const sent: Fields = {
    ...account,
    MessageSid,
    SmsMessageSid: MessageSid,
    SmsStatus: "received",
    From: "+15550100001",
    To: "+15550109999",
    Body: "Yes, please",
    NumMedia: "0",
    ...fields,
  };
  // What a form doesn't say isn't in it.
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

/** An event of Event Streams, about a message to or from Jane. */
export function streamedEvent(type: string, data: Fields = {}, time = "2027-01-15T07:59:59.000Z") {
  return {
    specversion: "1.0",
    type: `com.twilio.messaging.${type}`,
    source: "/2010-04-01/Accounts/AC0/Messages/SM1.json",
    id: "EZ1",
    datacontenttype: "application/json",
    time,
    data: { accountSid: "AC0", messageSid: "SM1", ...data },
  };
}
