/** What becomes of a delivery that could not be verified, by the address it came from. */
export type AddressVerdict = {
  readonly blocked: boolean;
  /** Seconds until the address is answered as any other again; 0 when it is. */
  readonly retryAfterSeconds: number;
};

/** Counts deliveries that could not be verified. */
export type AddressLimiter = (address: string | null) => AddressVerdict;

type AddressRecord = { failures: number; refilledAt: number; strikes: number; blockedUntil: number };

const capacity = 200;
const refillMilliseconds = 500;
const longestBlockSeconds = 15 * 60;
const mostAddresses = 10_000;
const unknown = "unknown";

/**
 * A bucket per address for deliveries that could not be verified: 200 at once, 120 a minute, which a sender with a wrong secret
 * and a burst of retries stays below. An address that empties it is
 * blocked for a second, then two, four, up to a quarter of an hour, and is forgiven when it has been quiet for that long.
 *
 * Asked only after verification has failed: senders share addresses with strangers (their cloud's), and a delivery that
 * proves its origin is never held against its address. Kept in the memory of one isolate and bounded: an attack must
 * not cost the database anything.
 */
export function addressLimiter(now: () => number): AddressLimiter {
  const records = new Map<string, AddressRecord>();

  return function count(address) {
    const key = address ?? unknown;
    const moment = now();
    const record: AddressRecord = records.get(key) ?? {
      failures: 0,
      refilledAt: moment,
      strikes: 0,
      blockedUntil: 0,
    };
    // Re-inserted, so that the first of the map is the one seen longest ago.
    records.delete(key);
    records.set(key, record);
    const [oldest] = records.keys();
    if (records.size > mostAddresses && oldest !== undefined) records.delete(oldest);

    if (moment < record.blockedUntil) return blockedFor(record.blockedUntil - moment);
    if (moment - record.blockedUntil > longestBlockSeconds * 1000) record.strikes = 0;
    const forgiven = Math.max(0, (moment - record.refilledAt) / refillMilliseconds);
    record.failures = Math.max(0, record.failures - forgiven) + 1;
    record.refilledAt = moment;
    if (record.failures <= capacity) return { blocked: false, retryAfterSeconds: 0 };

    const seconds = Math.min(longestBlockSeconds, 2 ** record.strikes);
    record.strikes += 1;
    record.blockedUntil = moment + seconds * 1000;
    return blockedFor(seconds * 1000);
  };
}

function blockedFor(milliseconds: number): AddressVerdict {
  return { blocked: true, retryAfterSeconds: Math.ceil(milliseconds / 1000) };
}
