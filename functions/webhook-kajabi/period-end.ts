import type { SubscriptionChange } from "../../shared/intake/change.ts";
import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";

const daysOf = { day: 1, week: 7 } as const;
const monthsOf = { month: 1, year: 12 } as const;

/**
 * When the period ends that a payment opens, which Kajabi doesn't say; undefined where it doesn't say how often is paid.
 *
 * In UTC; a period of months that begins on a day which its last month doesn't have ends on that month's last day.
 */
export function periodEnd(
  start: string | undefined,
  { interval, interval_count: count }: Pick<SubscriptionChange, "interval" | "interval_count">,
): string | undefined {
  if (start === undefined || interval === undefined || count === undefined) return undefined;
  const end = new Date(start);
  if (interval === "day" || interval === "week") {
    end.setUTCDate(end.getUTCDate() + daysOf[interval] * count);
  } else {
    const day = end.getUTCDate();
    end.setUTCMonth(end.getUTCMonth() + monthsOf[interval] * count);
    // The month was too short, and the date went on into the next one.
    if (end.getUTCDate() !== day) end.setUTCDate(0);
  }
  return fromUnixMilliseconds(end.getTime()) ?? undefined;
}
