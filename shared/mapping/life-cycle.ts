import type {
  ContactChange,
  RegistrationChange,
  SubscriptionChange,
  TransactionChange,
} from "../intake/change.ts";

// Senders stamp their events with whole seconds, and several stages of a life cycle can fall into one. The rank of a change
// then decides, and so must be that of the stage, never that of the arrival.

/** Ranks what is said on something's creation below whatever is said of it in the same instant. */
export const created = 0;

/** Ranks what is said on something's update above its creation. */
export const updated = 1;

/** Ranks the end of something above all that is said of it in the same instant. */
export const ended = 99;

const payments = { pending: 10, failed: 20, succeeded: 30, cancelled: 40 } as const;

/** Ranks the stages of a payment: a failed one can be tried again, one that succeeded can be cancelled. */
export function paymentRank(status: TransactionChange["payment_status"]): number {
  return status === undefined ? created : payments[status];
}

const subscriptions = {
  incomplete: 10,
  trialing: 11,
  active: 12,
  past_due: 13,
  unpaid: 14,
  paused: 15,
  cancelled: 16,
  expired: 17,
} as const;

/** Ranks the stages of a subscription, in the order in which they usually follow each other. */
export function subscriptionRank(status: SubscriptionChange["status"]): number {
  return status === undefined ? updated : subscriptions[status];
}

const registrations = { active: 10, checked_in: 11, cancelled: 12 } as const;

/** Ranks the stages of a registration. */
export function registrationRank(status: NonNullable<RegistrationChange["status"]>): number {
  return registrations[status];
}

const emailStatuses = { active: 0, bounced: 1, unsubscribed: 2 } as const;

/** Ranks what is said of an address: a person's own word above what became of a mail. */
export function emailStatusRank(status: NonNullable<ContactChange["email_status"]>): number {
  return emailStatuses[status];
}
