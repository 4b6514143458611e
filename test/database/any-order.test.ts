import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { sqlstate } from "../support/database-errors.ts";
import { testDatabase } from "../support/database.ts";
import { deliver, type DoorEvent } from "../support/door.ts";
import { histories } from "../support/histories.ts";
import { addBroker, addCampaign, addLead, encrypted, type LeadColumns } from "../support/lead-rows.ts";

const { sql } = await testDatabase();
const broker = await addBroker(sql);
// Instantly's histories are of this campaign.
const campaign_id = await addCampaign(sql, broker, "c7c1103b-0000-4000-8000-000000000001");

// Whom the histories are about, in a campaign and in none, somebody who is known by number alone, and one whose address is
// encrypted.
const fed = { campaign_id, campaign_status: "active" };
const leads: readonly LeadColumns[] = [
  { mak: "1000001", email: "jane@example.com", phone: "+15550100001", ...fed },
  { mak: "1000002", email: "Zoe@example.com" },
  { mak: "1000003", phone: "+15550100001", ...fed },
  { mak: "1000004", phone: "+15550100002", email: "ada@example.com", ...fed },
  { mak: "1000005", ...(await encrypted(sql, "Jane@example.com")), ...fed },
];

/**
 * One history, and other ways in which the network may bring it: shuffled, with repeats, some of it at the same time; and when, among
 * its events, the leads are uploaded.
 */
type Telling = {
  readonly order: readonly number[];
  readonly together: number;
  readonly uploads: readonly number[];
};

const tellings = (events: number): fc.Arbitrary<Telling> => {
  const index = fc.nat(Math.max(0, events - 1));
  return fc
    .tuple(
      fc.shuffledSubarray([...Array(events).keys()], { minLength: events }),
      fc.array(index, { maxLength: events }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(events), { minLength: leads.length, maxLength: leads.length }),
    )
    .map(([once, again, together, uploads]) => ({ order: [...once, ...again], together, uploads }));
};

async function doorEvents(
  provider: Provider,
  events: readonly IdentifiedEvent[],
): Promise<readonly DoorEvent[]> {
  return await Promise.all(
    events.map(async (event) => {
      const normalised = await provider.normalise(event, { phoneCountry: "US" });
      if (!normalised.ok) throw new Error(`a valid event can't be mapped: ${normalised.problem.field}`);
      return { id: event.id, type: event.type, occurred_at: event.occurredAt, changes: normalised.changes };
    }),
  );
}

/** Delivers again when the database gave in to a deadlock: its function answers 503 then, and the sender's retry starts afresh. */
async function deliverAsSender(provider: Provider, event: DoorEvent): Promise<void> {
  let refusal: string | undefined;
  do {
    refusal = await sqlstate(deliver(sql, [event], { provider: provider.name }));
  } while (refusal === "40P01");
  expect(refusal).toBeUndefined();
}

async function stateAfter(
  provider: Provider,
  events: readonly DoorEvent[],
  telling: Telling,
): Promise<unknown> {
  await emptyBusiness(sql);
  const queue = Array.from({ length: telling.order.length + 1 }, (_, position) => {
    const uploaded = leads.filter((__, lead) => telling.uploads[lead] === position);
    const event = events[telling.order[position] ?? -1];
    return [
      ...uploaded.map((lead) => () => addLead(sql, broker, lead)),
      ...(event ? [() => deliverAsSender(provider, event)] : []),
    ];
  }).flat();
  const workers = Array.from({ length: telling.together }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  });
  // All of them, also when one has failed: the next history must not find them at work.
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  const [left] = await sql<{ count: number }[]>`select count(*)::integer from intake.pipeline_dlq`;
  expect(left?.count, "every event of a valid history can be applied").toBe(0);
  return await businessState(sql);
}

describe.each(histories)("the history of $provider.name", ({ provider, events: anyHistory }) => {
  it("ends in the same state in any order, with any repeats, at the same time", async () => {
    const cases = anyHistory.chain((events) => fc.tuple(fc.constant(events), tellings(events.length)));
    await fc.assert(
      fc.asyncProperty(cases, async ([history, telling]) => {
        const events = await doorEvents(provider, history);
        const asItHappened = { order: [...events.keys()], together: 1, uploads: leads.map(() => 0) };
        const expected = await stateAfter(provider, events, asItHappened);
        expect(await stateAfter(provider, events, telling)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  }, 300_000);
});
