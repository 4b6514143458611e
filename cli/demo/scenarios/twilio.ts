import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Twilio: what came of messages that were sent, and messages that come in, as forms and by Event Streams. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const account = { AccountSid: `AC${run.number}` };
  const call = (
    type: string,
    fields: Readonly<Record<string, string>>,
    fate: DemoEvent["fate"] = "processed",
  ) =>
    void events.push({
      id: `${type}-${events.length}`,
      type,
      body: new URLSearchParams({ ...account, ...fields }),
      fate,
    });
  const stream = (time: string, type: string, data: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `EZ${run.number}${events.length}`;
    events.push({ id, type, body: [{ specversion: "1.0", id, type, time, data }], fate });
  };

  for (const MessageStatus of ["queued", "sent", "delivered"])
    call(`message.${MessageStatus}`, { MessageSid: `SM1${run.number}`, MessageStatus, To: numberOf(run, 1) });
  for (const MessageStatus of ["sent", "undelivered"])
    call(`message.${MessageStatus}`, { MessageSid: `SM2${run.number}`, MessageStatus, To: numberOf(run, 2) });
  call("message.received", {
    MessageSid: `SM3${run.number}`,
    From: numberOf(run, 1),
    Body: "Yes, please + soon",
  });
  call("message.received", { MessageSid: `SM4${run.number}`, From: numberOf(run, 3), Body: "STOP" });

  stream(rfc3339(run.at(10)), "com.twilio.messaging.message.read", {
    messageSid: `SM5${run.number}`,
    messageStatus: "read",
    to: numberOf(run, 2),
  });
  stream(rfc3339(run.at(20)), "com.twilio.messaging.inbound-message.received", {
    messageSid: `SM6${run.number}`,
    from: numberOf(run, 2),
    body: "On my way",
  });

  call("call.completed", { CallSid: `CA${run.number}`, CallStatus: "completed" }, "stored");
  const undated = { messageSid: `SM7${run.number}`, messageStatus: "sent", to: numberOf(run, 9) };
  stream("yesterday", "com.twilio.messaging.message.sent", undated, "deferred");

  return {
    provider: "twilio",
    events,
    facts: {
      // By their numbers: nobody's address is told.
      people: ["number 1", "number 2", "number 3"],
      products: 0,
      payments: [],
      engagements: [
        "message delivered",
        "message undelivered",
        "message read",
        "reply received",
        "reply received",
        "reply stop",
      ],
      deadLetters: ["invalid-field"],
    },
    isAnsweredInItsWords: true,
  };
};

/** A telephone number with the run's number in it; no country's is that long. */
function numberOf(run: Run, count: number): string {
  return `+${count}${run.number}`;
}
