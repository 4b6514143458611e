/** Anything that a sender puts into a body. */
export type Fields = Readonly<Record<string, unknown>>;

/** One event of a business day, as its sender tells it. */
export type DemoEvent = {
  readonly id: string;
  readonly type: string;
  /** JSON, or a form. */
  readonly body: Fields | readonly Fields[] | URLSearchParams;
  /** What has to become of it when it arrives for the first time. */
  readonly fate: "processed" | "stored" | "deferred";
  /** How many events are told at once, of a sender that sends lists of them; one when left out. */
  readonly holds?: number;
};

/** A payment as the books must have it at the end of the day, in minor units. */
export type PaymentFact = {
  readonly status: "pending" | "succeeded" | "failed" | "cancelled" | "refunded" | "partially_refunded";
  readonly currency: string;
  readonly amount: number;
  readonly refunded?: number;
};

/** What must be true at the end of the day, told by whoever made the day up and not by the code that is to be shown. */
export type Facts = {
  /** First names; the same name is the same person at every sender. */
  readonly people: readonly string[];
  readonly products: number;
  readonly payments: readonly PaymentFact[];
  /** The status of each subscription. */
  readonly subscriptions?: readonly string[];
  /** Kind and status of each registration, as `ticket active`. */
  readonly registrations?: readonly string[];
  /** Kind and status of what passed between the business and its contacts, as `message delivered`. */
  readonly engagements?: readonly string[];
  /** What became of the addresses that may not be written to any more. */
  readonly addresses?: readonly ("bounced" | "unsubscribed")[];
  /** `applied` or `taken off`, of each tag on each person. */
  readonly tags?: readonly ("applied" | "taken off")[];
  /** Why each event that can't be applied waits. */
  readonly deadLetters: readonly string[];
};

/** A sender's day: what it tells, in the order in which it happened, and what must come of it. */
export type Scenario = {
  readonly provider: string;
  readonly events: readonly DemoEvent[];
  readonly facts: Facts;
  /** Whether the sender is answered in its own words, which don't say what became of an event. */
  readonly isAnsweredInItsWords?: true;
};

/** Makes a sender's day up for one run. */
export type MakeScenario = (run: Run) => Scenario;

/** What makes one run's ids, addresses and times its own. */
export type Run = {
  /** Twelve digits, part of every id and address of the run. */
  readonly number: string;
  /** Seconds since 1970, so many minutes into the business day. */
  readonly at: (minutes: number) => number;
  readonly email: (name: string) => string;
};

/** A run of its own, whose business day ends about now. */
export function newRun(): Run {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const number = String(100_000_000_000 + random);
  const opening = Math.floor(Date.now() / 1000) - 9 * 60 * 60;
  return {
    number,
    at: (minutes) => opening + minutes * 60,
    email: (name) => `${name}.${number}@example.com`,
  };
}

/** The text of an event's body. */
export function textOf({ body }: Pick<DemoEvent, "body">): string {
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
}

/** A time in RFC 3339. */
export function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
