import { attacks } from "./attacks.ts";
import { type Exchange, exchange } from "./exchange.ts";
import { type DemoEvent, type Scenario, textOf } from "./scenario.ts";
import { bytes, type Delivery, type Sender, signed } from "./sender.ts";
import type { Message } from "./sign.ts";

const lines = 3;
const crowd = 5;

/**
 * Plays one sender's day: every event once and out of order, some of them five times at once; then all of them again in reverse,
 * a few byte for byte as somebody who listened would, and whatever else reaches an address on the internet.
 */
export async function play(sender: Sender, scenario: Scenario): Promise<readonly Exchange[]> {
  const { events } = scenario;
  const answerTo = (word: string) => (scenario.isAnsweredInItsWords ? "200" : `200 ${word}`);
  const duplicates = (deliveries: readonly Delivery[]) => {
    return { deliveries, expected: deliveries.map(() => answerTo("duplicate")) };
  };
  const order = shuffled(events);
  const crowded = order.filter((_, index) => index % 7 === 0);
  const alone = order.filter((event) => !crowded.includes(event));
  const deliveriesOf = (some: readonly DemoEvent[]) =>
    Promise.all(some.map((event) => signed(sender, messageOf(event))));

  const first = await deliveriesOf(alone);
  const done = [
    await exchange(
      sender,
      { kind: "events, out of order", deliveries: first, expected: alone.map(({ fate }) => answerTo(fate)) },
      lines,
    ),
  ];
  const atOnce: Exchange[] = [];
  for (const event of crowded) {
    const deliveries = await deliveriesOf(Array<DemoEvent>(crowd).fill(event));
    const expected = [answerTo(event.fate), ...Array<string>(crowd - 1).fill(answerTo("duplicate"))];
    atOnce.push(await exchange(sender, { kind: "", deliveries, expected }, crowd));
  }
  done.push(joined(`events, ${crowd} times at once`, atOnce));

  const again = await deliveriesOf(order.toReversed());
  const replayed = first.slice(0, 3);
  done.push(
    await exchange(sender, { kind: "all again, signed anew", ...duplicates(again) }, lines),
    await exchange(sender, { kind: "replayed byte for byte", ...duplicates(replayed) }, 1),
  );
  const [victim] = events;
  if (victim) {
    for (const plan of await attacks(sender, messageOf(victim))) done.push(await exchange(sender, plan, 1));
  }
  return done;
}

function messageOf(event: DemoEvent): Message {
  const { id, type, body } = event;
  return { id, type, body: bytes(textOf(event)), isForm: body instanceof URLSearchParams };
}

/** Several exchanges as one; each was due as a whole, so one that went wrong can't be made good by another. */
function joined(kind: string, parts: readonly Exchange[]): Exchange {
  const provider = parts[0]?.provider ?? "";
  return {
    provider,
    kind,
    expected: parts.flatMap(({ expected }) => expected),
    answered: parts.flatMap(({ answered }) => answered),
  };
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
