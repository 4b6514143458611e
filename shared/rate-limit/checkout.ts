import { z } from "zod/v3";

const whole = z.number().int().nonnegative();

/** What a source's limit says of one delivery, as `checkout_rate_limit` answers it. */
export const checkoutSchema = z.object({
  allowed: z.boolean(),
  /** What was used up; null when the delivery is allowed. */
  reason: z.enum(["bucket", "daily_quota", "monthly_quota"]).nullable(),
  /** How many deliveries may come at once. */
  limit: whole,
  remaining: whole,
  refill_per_minute: z.number().positive(),
  /** Seconds until the bucket is full again. */
  reset_seconds: whole,
  /** Seconds after which the same delivery would be allowed; 0 when it is. */
  retry_after_seconds: whole,
});

/** One delivery held against its source's limit. */
export type Checkout = Readonly<z.output<typeof checkoutSchema>>;

/** What the database is asked to check in the round trip that stores the delivery. */
export type DatabaseCheck = {
  /** False when another engine let the delivery through, and the database's bucket is to be told without waiting for it. */
  readonly spend_token: boolean;
  /** How much of the capacity may be used, 0 to 1. */
  readonly share: number;
};

/**
 * How an engine decides before the delivery is stored: it refuses, or lets it pass with what it knows of the bucket and what
 * is left for the database to check.
 */
export type Decision =
  | { readonly refused: true; readonly checkout: Checkout }
  | {
      readonly refused: false;
      readonly checkout: Checkout | null;
      readonly databaseCheck: DatabaseCheck;
      /** True when the engine that should have decided could not. */
      readonly fellBack: boolean;
    };

/** Holds verified deliveries against the limit of their source. */
export type RateLimiter = {
  readonly decide: (source: string) => Promise<Decision>;
  /** Tells how long the database took for a delivery, milliseconds: slow answers shrink the limits. */
  readonly observe: (milliseconds: number) => void;
};
