import type { SubscriptionChange } from "../intake/change.ts";

type Interval = Pick<SubscriptionChange, "interval" | "interval_count">;

const intervals = ["day", "week", "month", "year"] as const;
const longest = 1000;

/** How often a subscription is paid, as senders commonly word it; nothing when it isn't in one of our words. */
export function readInterval(
  sent: { readonly interval?: unknown; readonly interval_count?: unknown } | null | undefined,
): Interval {
  const interval = intervals.find((known) => known === sent?.interval);
  const count = sent?.interval_count ?? 1;
  if (interval === undefined || typeof count !== "number") return {};
  return Number.isInteger(count) && count >= 1 && count <= longest ? { interval, interval_count: count } : {};
}
