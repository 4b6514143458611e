import type { ListEvents } from "../reconciliation/list-events.ts";
import type { Delivery, Scheme } from "../verification/types.ts";
import type { Change } from "./change.ts";
import type { ParseBody } from "./parsed-body.ts";

/** One event of a delivery, told apart from every other by `id` within its provider and endpoint. */
export type IdentifiedEvent = {
  /** From signed bytes: the provider's stable event id, or a documented composite. 1 to 255 characters. */
  readonly id: string;
  /** The provider's name of the event type, as sent. 1 to 255 characters. */
  readonly type: string;
  /** When it happened by the provider's clock; ISO 8601 with an offset. Null when the provider doesn't say. */
  readonly occurredAt: string | null;
  /** The event itself: the whole body, or one item of a batch. */
  readonly payload: unknown;
  /** For a sender that signs a one-time value and not the event: what is used up with this event. */
  readonly nonce?: Nonce;
};

/** A one-time value, and for how many seconds it must not carry another event: as long as its signature holds. */
export type Nonce = { readonly value: string; readonly seconds: number };

/**
 * Why a verified event can't be applied. Kept with the event in the dead letter queue; holds no personal data.
 *
 * Two are the intake app's to say: `contradicted` (the provider's API denies the event) and `normaliser-failed`
 * (`normalise` threw).
 */
export type MappingProblem = {
  readonly code:
    | "missing-field"
    | "invalid-field"
    | "unknown-currency"
    | "absurd-amount"
    | "contradicted"
    | "normaliser-failed";
  /** The path of the field in the payload, as in `data.object.currency`; empty when the problem has none. */
  readonly field: string;
};

/** What an event says. No changes: we don't map this event type, it is kept as `stored`. */
export type Normalised =
  | { readonly ok: true; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly problem: MappingProblem };

/** What a project sets for all senders, for what a payload leaves open. */
export type MappingDefaults = {
  /** The country of telephone numbers that are sent without one; ISO 3166-1 alpha-2, from `DEFAULT_PHONE_COUNTRY`. */
  readonly phoneCountry?: string | undefined;
};

/** What a provider's API says about an event that was not signed. */
export type Confirmation = "confirmed" | "contradicted" | "unavailable";

/** What a sender wants to read when its delivery is kept. */
export type KeptAnswer = { readonly contentType: string; readonly body: string };

/** All that Sluice knows about one sender. `functions/webhook-<name>/provider.ts` exports one as `provider`. */
export type Provider = {
  /** Lower-case slug; the function's folder is `webhook-<name>`. */
  readonly name: string;
  /**
   * The environment variable that holds the keys, comma-separated while one is being rotated. A named endpoint
   * (`/webhook-<name>/<endpoint>`) has its own: this name, `_` and the endpoint in upper case with `_` for `-`.
   */
  readonly keysVariable: string;
  readonly scheme: Scheme;
  /**
   * The scheme that a project's settings ask for, of a sender that lets its users choose how it proves itself; `scheme` is
   * for those who left it as it was. Given the environment once, at start-up; throws an error that names the variable at fault.
   */
  readonly configureScheme?: (environment: Readonly<Record<string, string | undefined>>) => Scheme;
  /** What the path segment after the function's name is: a named endpoint (the default), or the sender's secret token. */
  readonly pathSegment?: "endpoint" | "token";
  /** The largest body taken, bytes; 1,000,000 when left out. */
  readonly bodyLimit?: number;
  /** The most events that one body may hold; 1,000 when left out. */
  readonly eventLimit?: number;
  /** Reads a verified body; as JSON when left out. */
  readonly parse?: ParseBody;
  /**
   * The answer to a verified body that is no event but a question whether we are here, as Slack's `url_verification`; null for
   * any other. It is answered and not kept. Never throws, whatever the JSON.
   */
  readonly handshake?: (body: unknown) => object | null;
  /** The body of a 200, for a sender that reads it; what became of the events, as JSON, when left out. */
  readonly answer?: KeptAnswer;
  /**
   * Tells the events of a verified body apart; null when one has no identity. Never throws, whatever the JSON.
   * The delivery is at hand for senders whose identity is in a signed header, as `webhook-id`.
   */
  readonly identify: (
    body: unknown,
    delivery: Delivery,
  ) => readonly IdentifiedEvent[] | null | Promise<readonly IdentifiedEvent[] | null>;
  /** Maps one event to changes. Never throws, whatever the JSON. */
  readonly normalise: (
    event: IdentifiedEvent,
    defaults?: MappingDefaults,
  ) => Normalised | Promise<Normalised>;
  /**
   * Asks the provider's API whether an unsigned event is true. Absent for senders that sign. The factory is given the
   * environment once, at start-up, and returns null when no credential is configured.
   */
  readonly confirm?: (
    environment: Readonly<Record<string, string | undefined>>,
    fetch: typeof globalThis.fetch,
  ) => ((event: IdentifiedEvent) => Promise<Confirmation>) | null;
  /**
   * Lists the provider's events by its API, under the ids that they are delivered with, for `job-reconcile` to find those that were
   * missed. The factory is given the environment once, at start-up; it throws an error that names the variable at fault, and
   * returns null when no credential is configured.
   */
  readonly reconcile?: (
    environment: Readonly<Record<string, string | undefined>>,
    fetch: typeof globalThis.fetch,
  ) => ListEvents | null;
};
