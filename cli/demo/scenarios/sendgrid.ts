import type { DemoEvent, Fields, MakeScenario } from "../scenario.ts";

/** SendGrid: batches of what became of mails, and of who wants none any more. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (fate: DemoEvent["fate"], type: string, ...items: readonly Fields[]) => {
    const id = `${run.number}-${events.length}`;
    const timestamp = run.at(10 + events.length);
    const body = items.map((item, index) => ({
      sg_event_id: `${id}-${index}`,
      event: type,
      timestamp,
      ...item,
    }));
    events.push({ id, type, body, fate, holds: items.length });
  };

  tell("processed", "bounce", { email: run.email("enzo") });
  tell("processed", "dropped", { email: run.email("fern"), reason: "Bounced Address" });
  tell("processed", "spamreport", { email: run.email("gwen") });
  tell("processed", "unsubscribe", { email: run.email("hugo") });
  tell("processed", "group_unsubscribe", { email: run.email("ines"), asm_group_id: 1 });
  tell("stored", "delivered", { email: run.email("jane") }, { event: "open", email: run.email("jane") });
  tell("deferred", "bounce", { email: "nobody" });

  return {
    provider: "sendgrid",
    events,
    facts: {
      people: ["enzo", "fern", "gwen", "hugo", "ines"],
      products: 0,
      payments: [],
      addresses: ["bounced", "bounced", "unsubscribed", "unsubscribed", "unsubscribed"],
      deadLetters: ["invalid-field"],
    },
  };
};
