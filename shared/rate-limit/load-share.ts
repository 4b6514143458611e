/** How much of every limit may be used, by how the database has been doing. */
export type LoadShare = {
  readonly current: () => number;
  readonly observe: (milliseconds: number) => void;
};

/** What a load share goes by. */
export type LoadShareOptions = {
  readonly now: () => number;
  /** A mean above it says that the database is overloaded. */
  readonly thresholdMilliseconds?: number;
};

const smallest = 0.1;
const stepMilliseconds = 5_000;
const weight = 0.2;

/**
 * Halves the share when the database's time per delivery, a moving mean, rises above the threshold, and gives a tenth back
 * every five seconds that it stays below: multiplicative decrease and additive increase, as TCP's (RFC 5681), so
 * that many isolates that know nothing of each other settle instead of swinging together.
 */
export function loadShare({ now, thresholdMilliseconds = 1_000 }: LoadShareOptions): LoadShare {
  let share = 1;
  let mean = 0;
  let changedAt = -Infinity;

  return {
    current() {
      // Without deliveries nothing is observed; the load has then passed too.
      const steps = Math.floor((now() - changedAt) / stepMilliseconds);
      if (share < 1 && mean <= thresholdMilliseconds && steps > 0) {
        share = Math.min(1, share + steps / 10);
        changedAt = now();
      }
      return share;
    },
    observe(milliseconds) {
      mean += weight * (milliseconds - mean);
      if (mean > thresholdMilliseconds && now() - changedAt >= stepMilliseconds) {
        share = Math.max(smallest, share / 2);
        changedAt = now();
      }
    },
  };
}
