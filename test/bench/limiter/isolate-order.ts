import { z } from "zod/v3";

/** How many deliveries of an isolate the database has in hand at once. */
export const connectionsPerIsolate = 3;

/** The engine that an isolate asks, as its order says. */
const engine = z.discriminatedUnion("name", [
  z.object({ name: z.literal("postgres"), url: z.string() }),
  z.object({
    name: z.literal("upstash"),
    redis: z.object({ url: z.string(), token: z.string() }),
    /** Of the database, which has the last word. */
    url: z.string(),
  }),
]);

/** Where an engine is. */
export type Engine = Readonly<z.output<typeof engine>>;

/** What an isolate is told to do, as it arrives there. */
export const isolateOrder = z.object({
  engine,
  source: z.string(),
  limits: z.object({
    limit: z.number(),
    refill_per_minute: z.number(),
    daily_quota: z.null(),
    monthly_quota: z.null(),
  }),
  /** How many deliveries it receives, evenly over the seconds. */
  deliveries: z.number().int().positive(),
  seconds: z.number().positive(),
});

/** What an isolate is told to do. */
export type IsolateOrder = Readonly<z.output<typeof isolateOrder>>;

/** What an isolate answers, as it arrives. */
export const isolateResult = z.object({
  allowed: z.number(),
  /** How many the engine left to the database alone, because it could not decide. */
  undecided: z.number(),
  /** How many the engine let through and the database refused. */
  overruled: z.number(),
  /** The longest that a delivery waited for the engine, before it went on to the database. */
  longestWait: z.number(),
  /** When its first delivery was asked for and its last one decided, Unix milliseconds. */
  firstAsked: z.number(),
  lastDecided: z.number(),
});

/** What an isolate answers. */
export type IsolateResult = Readonly<z.output<typeof isolateResult>>;
