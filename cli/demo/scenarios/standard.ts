import { type DemoEvent, type Fields, type MakeScenario, rfc3339 } from "../scenario.ts";

/** A sender of Standard Webhooks: somebody new, and payments in a currency without a hundredth. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, data: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `msg_${run.number}_${events.length}`;
    events.push({ id, type, body: { type, timestamp: rfc3339(run.at(minutes)), data }, fate });
  };
  const payment = { id: `pay_jane_${run.number}`, email: run.email("jane"), currency: "JPY" };

  tell(1, "contact.created", { email: run.email("oda"), first_name: "Oda" });
  tell(2, "contact.updated", { email: run.email("oda"), first_name: "Oda", last_name: "Example" });
  tell(10, "payment.succeeded", { ...payment, amount: 15_000, description: "Workshop" });
  tell(20, "payment.refunded", { ...payment, refunded_amount: 5_000 });
  tell(30, "payment.refunded", { ...payment, refunded_amount: 15_000 });

  tell(40, "note.added", { note: "Called back." }, "stored");
  const unpriced = { id: `pay_nobody_${run.number}`, email: run.email("nobody"), currency: "JPY" };
  tell(50, "payment.succeeded", unpriced, "deferred");

  return {
    provider: "standard",
    events,
    facts: {
      people: ["jane", "oda"],
      products: 0,
      payments: [{ status: "refunded", currency: "JPY", amount: 15_000, refunded: 15_000 }],
      deadLetters: ["missing-field"],
    },
  };
};
