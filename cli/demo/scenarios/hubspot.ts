import type { DemoEvent, MakeScenario, Run } from "../scenario.ts";

/** HubSpot: batches of changes, which name objects and say too little of them to be mapped. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, ...types: readonly string[]) => {
    const body = types.map((type, index) => change(run, type, 10 * events.length + index, minutes));
    const [type = ""] = types;
    events.push({ id: `batch-${events.length}`, type, body, fate: "stored", holds: types.length });
  };

  tell(10, "contact.creation", "contact.propertyChange", "contact.propertyChange");
  tell(20, "deal.creation");
  tell(30, "contact.deletion", "deal.propertyChange");

  return { provider: "hubspot", events, facts: { people: [], products: 0, payments: [], deadLetters: [] } };
};

function change(run: Run, subscriptionType: string, count: number, minutes: number) {
  return {
    eventId: Number(`${run.number}${count}`),
    subscriptionId: 1,
    occurredAt: 1000 * run.at(minutes),
    subscriptionType,
    objectId: Number(`${run.number}1`),
  };
}
