import type { DemoEvent, Fields, MakeScenario } from "../scenario.ts";

/** Mailgun: mails that failed for good or for now, complaints and unsubscriptions. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (type: string, recipient: string, fields: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `mail-${run.number}-${events.length}`;
    const event = { id, event: type, timestamp: run.at(10 + events.length) + 0.25, recipient, ...fields };
    events.push({ id, type, body: { "event-data": event }, fate });
  };

  tell("failed", run.email("kurt"), { severity: "permanent" });
  tell("complained", run.email("lena"), {});
  tell("unsubscribed", run.email("mona"), {});
  tell("failed", run.email("jane"), { severity: "temporary" }, "stored");
  tell("delivered", run.email("jane"), {}, "stored");
  tell("failed", "nobody", { severity: "permanent" }, "deferred");

  return {
    provider: "mailgun",
    events,
    facts: {
      people: ["kurt", "lena", "mona"],
      products: 0,
      payments: [],
      addresses: ["bounced", "unsubscribed", "unsubscribed"],
      deadLetters: ["invalid-field"],
    },
  };
};
