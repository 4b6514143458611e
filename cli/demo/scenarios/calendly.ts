import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Calendly: bookings, one of them paid for and one cancelled, somebody who didn't come, and a routing form. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, payload: Fields, fate: DemoEvent["fate"] = "processed") => {
    const body = { event: type, created_at: rfc3339(run.at(minutes)), payload };
    events.push({ id: `${type}-${events.length}`, type, body, fate });
  };
  const payment = {
    external_id: `ch_call_jane_${run.number}`,
    amount: 99.5,
    currency: "USD",
    successful: true,
  };

  tell(10, "invitee.created", { ...invitee(run, "jane"), payment });
  tell(20, "invitee.created", invitee(run, "uma"));
  tell(30, "invitee.canceled", invitee(run, "uma"));
  tell(40, "invitee.created", invitee(run, "vera"));
  tell(400, "invitee_no_show.created", invitee(run, "vera"));
  tell(401, "invitee_no_show.deleted", invitee(run, "vera"));
  tell(50, "routing_form_submission.created", {
    uri: `https://api.calendly.com/routing_form_submissions/${run.number}`,
    questions_and_answers: [
      { question: "Your name", answer: "Wes" },
      { question: "E-mail", answer: run.email("wes") },
    ],
  });

  tell(60, "invitee.reminded", invitee(run, "jane"), "stored");
  const unpriced = { ...payment, external_id: `ch_call_nobody_${run.number}`, currency: "ZZZ" };
  tell(70, "invitee.created", { ...invitee(run, "nobody"), payment: unpriced }, "deferred");

  return {
    provider: "calendly",
    events,
    facts: {
      people: ["jane", "uma", "vera", "wes"],
      products: 0,
      payments: [{ status: "succeeded", currency: "USD", amount: 9_950 }],
      registrations: ["booking active", "booking cancelled", "booking active", "form active"],
      engagements: ["interest no-show-withdrawn"],
      deadLetters: ["unknown-currency"],
    },
  };
};

function invitee(run: Run, name: string): Fields {
  return {
    uri: `https://api.calendly.com/scheduled_events/EVT/invitees/${name}-${run.number}`,
    email: run.email(name),
    name,
    created_at: rfc3339(run.at(9)),
    scheduled_event: { name: "Strategy call", start_time: rfc3339(run.at(390)) },
  };
}
