/**
 * What one event says about the business, in Sluice's words. A provider's `normalise` makes these; the database applies
 * them. Names are those of the columns, because this is the JSON that `process_webhook_atomically` takes as it stands.
 *
 * A field that is left out is not touched: silence never erases. Of two statements about the same group of fields the one
 * with the later `at` wins, then the higher `rank`, then the greater event id, in whatever order they arrive.
 */
export type Change =
  | ContactChange
  | ProductChange
  | TransactionChange
  | SubscriptionChange
  | RegistrationChange
  | TagChange
  | EngagementChange;

/** When a statement was true, by the sender's clock. */
export type Stamp = {
  /** ISO 8601 with an offset, to the microsecond at most. */
  readonly at: string;
  /** 0 to 99, 0 when left out: orders statements of the same instant; the later stage of a life cycle ranks higher. */
  readonly rank?: number;
};

/**
 * The person an event is about. At most one per event: every other change of that event belongs to this contact.
 *
 * All identities named together are taken to be one person: a contact is a connected set of identities.
 */
export type ContactChange = Stamp & {
  readonly kind: "contact";
  /** A valid address, trimmed, as sent; compared case-insensitively. Itself an identity, across all providers. */
  readonly email?: string;
  /** The provider's own identities: scope `"<provider>:<kind>"`, as in `"stripe:customer"`, and its id. */
  readonly identities?: readonly { readonly scope: string; readonly value: string }[];
  readonly full_name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  /** E.164. Left out when what was sent can't be read as a phone number. */
  readonly phone?: string;
  /** The number as it was sent. */
  readonly phone_sent?: string;
  /** Whether they may be written to: their own word (`unsubscribed`), or what became of the mail (`bounced`). */
  readonly email_status?: "active" | "bounced" | "unsubscribed";
};

/** Something that is sold. `external_id` is the provider's id of it. */
export type ProductChange = Stamp & {
  readonly kind: "product";
  readonly external_id: string;
  readonly name?: string;
  /**
   * True when the event is about the product itself, not merely a sale that mentions it. What a sale mentions counts to
   * the day, so that a busy product's row is not rewritten by every sale.
   */
  readonly authoritative?: boolean;
};

/** A payment, or what has become of it. `external_id` is the provider's id of the payment, the same in all its events. */
export type TransactionChange = Stamp & {
  readonly kind: "transaction";
  readonly external_id: string;
  /** Other ids under which events tell of this payment: what is told under them, before or after, is told of this one. */
  readonly also_known_as?: readonly string[];
  /** True when `external_id` may turn out to be such another id: until an event says whose, it stands for itself. */
  readonly provisional_id?: true;
  /** Minor units of `currency`, 0 to 10^12; given together with it. */
  readonly amount?: number;
  /** ISO 4217, upper case. */
  readonly currency?: string;
  readonly payment_status?: "pending" | "succeeded" | "failed" | "cancelled";
  /** Everything refunded so far, minor units. Only ever grows: of several statements the largest holds. */
  readonly refunded_amount?: number;
  /**
   * What was refunded so far, part by part under the provider's id of the part, minor units. Each only ever grows, and their
   * sum counts as the whole: for events that tell of one refund of several.
   */
  readonly refund_parts?: Readonly<Record<string, number>>;
  /** `external_id` of a product of this provider, stated by a product change of the same event. */
  readonly product?: string;
  /** The provider's id of the subscription this payment is for. */
  readonly subscription?: string;
  readonly description?: string;
  /** When the payment was made; ISO 8601 with an offset. */
  readonly occurred_at?: string;
  /** True when the sender proved it (a signature, or its API confirmed it); once true it stays true. */
  readonly confirmed: boolean;
};

/** A recurring payment agreement. */
export type SubscriptionChange = Stamp & {
  readonly kind: "subscription";
  readonly external_id: string;
  readonly status?:
    "incomplete" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "cancelled" | "expired";
  readonly product?: string;
  /** Minor units per interval; given together with `currency`. */
  readonly amount?: number;
  readonly currency?: string;
  readonly interval?: "day" | "week" | "month" | "year";
  readonly interval_count?: number;
  readonly started_at?: string;
  readonly current_period_end?: string;
  readonly cancel_at_period_end?: boolean;
  readonly cancelled_at?: string;
};

/** Something a contact signed up for: a ticket, a form, a place on a waiting list, access to a course. */
export type RegistrationChange = Stamp & {
  readonly kind: "registration";
  readonly external_id: string;
  readonly registration_kind: "ticket" | "form" | "waiting_list" | "access" | "booking";
  readonly status?: "active" | "cancelled" | "checked_in";
  readonly product?: string;
  readonly title?: string;
  /** `external_id` of the transaction that paid for it. */
  readonly transaction?: string;
  readonly occurred_at?: string;
};

/** A tag put on the contact, or taken off. */
export type TagChange = Stamp & {
  readonly kind: "tag";
  readonly name: string;
  readonly applied: boolean;
};

/** Something that passed between the business and the contact: a reply, a call, a message, a sign of interest. */
export type EngagementChange = Stamp & {
  readonly kind: "engagement";
  readonly external_id: string;
  readonly engagement_kind: "reply" | "call" | "message" | "interest";
  /** What became of it, in the provider's words as a slug: `delivered`, `no-answer`, `meeting-booked`. */
  readonly status?: string;
  /** The provider's id of the campaign it belongs to. */
  readonly campaign?: string;
  /** The step of that campaign's sequence that it answers to, 0 to 1000. */
  readonly step?: number;
  readonly occurred_at?: string;
};
