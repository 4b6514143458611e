import checkout from "../stripe-checkout.json" with { type: "json" };

/** One statement under load, and its arguments for one delivery by one client. */
export type Contender = {
  readonly statement: string;
  readonly argumentsFor: (unique: string, client: string) => readonly string[];
};

/** What a load can consist of, by name. */
export const contenderNames = [
  "door",
  "door-and-limit",
  "door-and-note",
  "door-and-one-limit",
  "door-and-one-note",
  "bare",
  "nothing",
] as const;

/** What a load can consist of. */
export type ContenderName = (typeof contenderNames)[number];

/** Where the bare insert goes: as little as a table can be that refuses a repeated event. */
export const bareTable = `
  create schema bench;
  create table bench.events (
    id bigint generated always as identity primary key,
    event_id text not null unique,
    payload jsonb not null,
    received_at timestamptz not null default now()
  );
  grant usage on schema bench to service_role;
  grant insert on bench.events to service_role;
`;

/** Makes the limits so wide that a load is never refused. */
export const wideLimits = "update intake.rate_limits set capacity = 1000000, refill_per_minute = 1000000";

const at = new Date(checkout.created * 1000).toISOString();
const payload = JSON.stringify(checkout);
const { amount_total, customer, customer_details, metadata, payment_intent } = checkout.data.object;

/** The event as its function would hand it over, and the product besides that most sales name. */
const events = JSON.stringify([
  {
    id: checkout.id,
    type: checkout.type,
    occurred_at: at,
    payload: checkout,
    changes: [
      {
        kind: "contact",
        at,
        email: customer_details.email,
        identities: [{ scope: "stripe:customer", value: customer }],
        full_name: customer_details.name,
        phone: customer_details.phone,
        phone_sent: customer_details.phone,
      },
      { kind: "product", at, external_id: metadata.product_id, name: metadata.product_name },
      {
        kind: "transaction",
        at,
        rank: 50,
        external_id: payment_intent,
        amount: amount_total,
        currency: "USD",
        payment_status: "succeeded",
        product: metadata.product_id,
        occurred_at: at,
        confirmed: true,
      },
    ],
    problem: null,
    nonce: null,
  },
]);

/** The door with a limit to check, the client's own or one that all clients share. */
function limited(check: { readonly spend_token: boolean }, shared: boolean): Contender {
  return {
    statement:
      "select public.process_webhook_atomically('stripe', $3::text, $1::text::uuid, $2::text::jsonb," +
      ` '${JSON.stringify({ ...check, share: 1 })}')`,
    argumentsFor: (unique, client) => [
      crypto.randomUUID(),
      events.replaceAll("UNIQUE", unique),
      shared ? "shared" : client,
    ],
  };
}

/**
 * The door, the same with the limit of the source that a function has it check, the bare insert of the same payload, and nothing:
 * what a round trip costs before any work. A limit is checked, or noted where Redis has decided. Every client is a source
 * of its own, because one source's deliveries wait for its limit, unless the name says that there is one for all.
 */
export const contenders: Readonly<Record<ContenderName, Contender>> = {
  door: {
    statement: "select public.process_webhook_atomically('stripe', '', $1::text::uuid, $2::text::jsonb)",
    argumentsFor: (unique) => [crypto.randomUUID(), events.replaceAll("UNIQUE", unique)],
  },
  "door-and-limit": limited({ spend_token: true }, false),
  "door-and-note": limited({ spend_token: false }, false),
  "door-and-one-limit": limited({ spend_token: true }, true),
  "door-and-one-note": limited({ spend_token: false }, true),
  bare: {
    statement: "insert into bench.events (event_id, payload) values ($1::text, $2::text::jsonb)",
    argumentsFor: (unique) => [`evt_1Q${unique}`, payload.replaceAll("UNIQUE", unique)],
  },
  nothing: {
    statement: "select $1::text, $2::text",
    argumentsFor: (unique) => [unique, payload.replaceAll("UNIQUE", unique)],
  },
};
