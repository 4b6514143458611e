import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";

const version1 = /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const gregorianToUnixMilliseconds = 12_219_292_800_000n;

/** When a UUID of version 1 was made (RFC 9562 §5.1), to the millisecond; null for anything else. */
export function uuidTime(uuid: string): string | null {
  const [, low, middle, high] = version1.exec(uuid) ?? [];
  if (low === undefined || middle === undefined || high === undefined) return null;
  const hundredsOfNanoseconds = BigInt(`0x${high}${middle}${low}`);
  return fromUnixMilliseconds(Number(hundredsOfNanoseconds / 10_000n - gregorianToUnixMilliseconds));
}
