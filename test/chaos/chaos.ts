import { isDeepStrictEqual } from "node:util";
import postgres from "postgres";
import { startStack } from "../../cli/stack/stack.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { liftLimits } from "../support/lift-limits.ts";
import { type Disrupt, type Disruptions, disruptions } from "./disruptions.ts";
import { type ChaosEvent, chaosEvents } from "./events.ts";
import { seededRandom, shuffled } from "./random.ts";
import {
  type HeldLimit,
  heldLimit,
  limitedSender,
  limitSender,
  longestLimiterWait,
} from "./limited-sender.ts";
import { type Senders, startSenders } from "./senders.ts";

/** What a chaotic run has come to. */
export type ChaosResult = {
  readonly events: number;
  readonly deliveries: number;
  readonly broken: Disruptions;
  /** Deliveries that were answered anything but 200 in the end. */
  readonly refused: number;
  /** Events without a receipt. */
  readonly lost: number;
  /** Events with more than one receipt, or applied more than once. */
  readonly doubled: number;
  /** Events that wait in the dead letter queue. */
  readonly deferred: number;
  /** How the limit of the one sender that has one held; the others may send what they like. */
  readonly limit: HeldLimit;
  /** The longest that a delivery waited for its limit, milliseconds. */
  readonly longestLimiterWait: number;
  /** Whether the business tables say what they say after the same events came once each, in peace. */
  readonly isAsAfterCalm: boolean;
};

const lines = 16;
/** What one sender's limit is, as a share of the pace at which it delivered in peace: too little for what it sends in chaos. */
const limitedShare = 0.7;

/**
 * Delivers events in peace, each sender's in order, then all of them again into empty tables: each one to five times, out of order and at once, while the
 * database, the functions and Redis are killed again and again. One sender is held to a limit meanwhile.
 */
export async function runChaos(count: number, seed: number): Promise<ChaosResult> {
  const home = await Deno.makeTempDir({ prefix: "sluice-chaos-" });
  // Durable: what was acknowledged must be there after the database was killed.
  const stack = await startStack({ home, port: 0, dbPort: 0, env: {}, durable: true, schedule: false });
  const senders = await startSenders(stack.apiUrl, stack.redis);
  try {
    await liftLimits(stack.databaseUrl);
    const events = chaosEvents(count, seed);
    const paces = await Promise.all(bySender(events).map((own) => paceOf(senders, own)));
    const pace = paces[bySender(events).findIndex(([event]) => event?.provider === limitedSender)] ?? 1;
    const calm = await withDatabase(stack.databaseUrl, async (sql) => {
      const state = await businessState(sql);
      await emptyBusiness(sql);
      await limitSender(sql, Math.ceil(60 * pace * limitedShare));
      return state;
    });

    const random = seededRandom(seed);
    const copies = events.flatMap((event) => Array<ChaosEvent>(1 + Math.floor(random() * 5)).fill(event));
    const broken = { databases: 0, functions: 0, redis: 0 };
    const { functions } = senders;
    const disrupt = disruptions({ home, functions, redis: stack.redis }, copies.length, random, broken);
    const start = performance.now();
    const refused = await deliverAll(senders, shuffled(copies, random), lines, disrupt);
    // The last thing that was broken may be the database: this is answered when it is back.
    await deliverAll(senders, copies.slice(0, 1), 1);
    const seconds = (performance.now() - start) / 1000;
    return await withDatabase(stack.databaseUrl, async (sql) => ({
      events: events.length,
      deliveries: copies.length,
      broken,
      refused,
      ...(await countReceipts(sql, events.length)),
      limit: await heldLimit(sql, seconds, lines, functions.printed),
      longestLimiterWait: longestLimiterWait(functions.printed),
      isAsAfterCalm: isDeepStrictEqual(await businessState(sql), calm),
    }));
  } finally {
    await senders.functions.stop();
    await stack.stop();
    await Deno.remove(home, { recursive: true });
  }
}

function bySender(events: readonly ChaosEvent[]): readonly (readonly ChaosEvent[])[] {
  const providers = [...new Set(events.map(({ provider }) => provider))];
  return providers.map((provider) => events.filter((event) => event.provider === provider));
}

/** Delivers a sender's events one after the other; resolves to how many that were in a second. */
async function paceOf(senders: Senders, events: readonly ChaosEvent[]): Promise<number> {
  const start = performance.now();
  await deliverAll(senders, events, 1);
  return events.length / ((performance.now() - start) / 1000);
}

/** Delivers events, so many at once; resolves to how many weren't taken. */
async function deliverAll(
  senders: Senders,
  events: readonly ChaosEvent[],
  atOnce: number,
  disrupt: Disrupt = () => Promise.resolve(),
): Promise<number> {
  let next = 0;
  let delivered = 0;
  let refused = 0;
  const line = async () => {
    for (let event = events[next++]; event; event = events[next++]) {
      const [answer] = await Promise.all([senders.deliver(event), disrupt(delivered++)]);
      if (!answer.startsWith("200 ")) refused += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  return refused;
}

async function countReceipts(sql: postgres.Sql, sent: number) {
  const [row] = await sql<{ known: number; doubled: number; deferred: number }[]>`
    with receipts as (
      select provider, endpoint, event_id, count(distinct e.id) as receipts, min(e.status) as status,
        count(p.*) filter (where p.stage = 'processed') as applied
      from intake.webhook_events e left join public.pipeline_events p on p.webhook_event_id = e.id
      group by provider, endpoint, event_id
    )
    select count(*)::int as known,
      count(*) filter (where receipts > 1 or applied > 1)::int as doubled,
      count(*) filter (where status in ('deferred', 'dead'))::int as deferred
    from receipts`;
  const { known = 0, doubled = 0, deferred = 0 } = row ?? {};
  return { lost: sent - known, doubled, deferred };
}

async function withDatabase<Result>(
  url: string,
  work: (sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
