import type { Random } from "./random.ts";

type BytesMutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const huge = 6_000_000;

const mutations: readonly BytesMutation[] = [
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1, [random.below(256)]),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 0, [random.below(256)]),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1 + random.below(16), []),
  (bytes, random) => splice(bytes, bytes.length, 0, [random.pick([0x20, 0x0a, 0x00, 0x7d])]),
  (bytes, random) => splice(bytes, 0, 0, random.pick([[0xef, 0xbb, 0xbf], [0x20], [0x5b], [0x00]])),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes) => splice(bytes, bytes.length, 0, bytes),
  (bytes, random) => swap(bytes, random),
  () => new Uint8Array(),
  (_, random) => Uint8Array.from({ length: random.below(400) }, () => random.below(256)),
  (_, random) => new Uint8Array(random.pick([1_000, 100_000])).fill(random.pick([0x5b, 0x7b, 0x22, 0xff])),
  (bytes, random) => (random.below(10) === 0 ? new Uint8Array(huge).fill(0x20) : bytes),
];

/** The bytes with something changed, or others. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  return random.pick(mutations)(bytes, random);
}

function splice(bytes: Uint8Array, start: number, length: number, inserted: ArrayLike<number>): Uint8Array {
  const rest = bytes.subarray(start + length);
  const spliced = new Uint8Array(start + inserted.length + rest.length);
  spliced.set(bytes.subarray(0, start));
  spliced.set(inserted, start);
  spliced.set(rest, start + inserted.length);
  return spliced;
}

function swap(bytes: Uint8Array, random: Random): Uint8Array {
  const swapped = bytes.slice();
  const [first, second] = [random.below(bytes.length), random.below(bytes.length)];
  swapped.set(bytes.subarray(first, first + 1), second);
  swapped.set(bytes.subarray(second, second + 1), first);
  return swapped;
}
