import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Ticket Tailor: an event, orders, tickets at the door and a waiting list. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, payload: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `wh_${run.number}_${events.length}`;
    const created_at = rfc3339(run.at(minutes)).slice(0, 19).replace("T", " ");
    events.push({ id, type, body: { id, created_at, event: type, payload }, fate });
  };
  const summit = { object: "event", id: `ev_${run.number}`, name: "Speakers Summit" };

  tell(0, "EVENT.CREATED", { ...summit, name: "Summit" });
  tell(1, "EVENT.UPDATED", summit);
  tell(5, "WAITLIST_SIGNUP.CREATED", {
    object: "waitlist_signup",
    id: `ws_${run.number}`,
    email: run.email("lou"),
    name: "Lou Example",
    event_id: summit.id,
  });

  tell(10, "ORDER.CREATED", order(run, "jane", { status: "pending" }));
  tell(11, "ORDER.UPDATED", order(run, "jane", {}));
  tell(90, "ORDER.UPDATED", order(run, "jane", { refund_amount: 7_450 }));
  tell(
    12,
    "ORDER.CREATED",
    order(run, "mia", { currency: { base_multiplier: 100, code: "gbp" }, total: 5_000 }),
  );
  tell(95, "ORDER.CREATED", order(run, "nils", { status: "cancelled", total: 5_000 }));

  tell(12, "ISSUED_TICKET.CREATED", ticket(run, "jane", {}));
  tell(400, "ISSUED_TICKET.UPDATED", ticket(run, "jane", { checked_in: "true" }));
  tell(13, "ISSUED_TICKET.CREATED", ticket(run, "mia", {}));
  tell(14, "ISSUED_TICKET.CREATED", ticket(run, "nils", {}));
  tell(96, "ISSUED_TICKET.UPDATED", ticket(run, "nils", { status: "voided", voided_at: run.at(96) }));

  tell(450, "EVENT.DELETED", summit, "stored");
  tell(451, "ORDER.CREATED", order(run, "nobody", { total: 9_000_000_000_000_000 }), "deferred");

  return {
    provider: "ticket-tailor",
    events,
    facts: {
      people: ["jane", "lou", "mia", "nils"],
      products: 1,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 7_450 },
        { status: "succeeded", currency: "GBP", amount: 5_000 },
        { status: "cancelled", currency: "USD", amount: 5_000 },
      ],
      registrations: ["waiting_list active", "ticket checked_in", "ticket active", "ticket cancelled"],
      deadLetters: ["absurd-amount"],
    },
  };
};

function order(run: Run, name: string, fields: Fields): Fields {
  return {
    object: "order",
    id: `or_${name}_${run.number}`,
    status: "completed",
    created_at: run.at(10),
    currency: { base_multiplier: 100, code: "usd" },
    total: 14_900,
    refund_amount: 0,
    buyer_details: { email: run.email(name), name },
    event_summary: { id: `ev_${run.number}`, name: "Speakers Summit" },
    line_items: [{ description: "VIP" }],
    ...fields,
  };
}

function ticket(run: Run, name: string, fields: Fields): Fields {
  return {
    object: "issued_ticket",
    id: `it_${name}_${run.number}`,
    order_id: `or_${name}_${run.number}`,
    event_id: `ev_${run.number}`,
    description: "VIP",
    status: "valid",
    checked_in: "false",
    email: run.email(name),
    full_name: name,
    created_at: run.at(12),
    voided_at: null,
    ...fields,
  };
}
