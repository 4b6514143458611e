import type { Random } from "./random.ts";

const texts = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e\u0007",
  "null",
  "__proto__",
  "constructor",
  "0",
  "-1",
  "1e400",
  "12.345678901234567890",
  "9".repeat(400),
  "x".repeat(300),
  "x".repeat(70_000),
  "\u{1f600}".repeat(300),
  "a@b",
  "@",
  `${"a".repeat(300)}@example.com`,
  "jane\u0000@example.com",
  "+".repeat(40),
  "+15550100001",
  "2027-02-30T00:00:00Z",
  "0000-00-00",
  "+275760-09-13T00:00:00Z",
  "1969-12-31T23:59:59.9999999-14:00",
  "ZZZ",
  "usd",
  "JPY",
  "'; drop table contacts; --",
] as const;

const numbers = [
  0,
  -0,
  -1,
  0.1,
  1e15,
  1e21,
  1e308,
  -1e308,
  2 ** 53,
  -(2 ** 63),
  5e-324,
  1_800_000_000_000_000,
];

function stranger(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.pick([true, false]),
    () => random.pick(numbers),
    () => random.pick(numbers),
    () => random.pick(texts),
    () => random.pick(texts),
    () => [],
    () => ({}),
    () => [random.pick(texts), random.pick(numbers), null],
    () => Array.from({ length: 1_500 }, () => ({})),
    () => JSON.parse(`{"__proto__":{"id":"x"},"id":${JSON.stringify(random.pick(texts))}}`) as unknown,
    () => JSON.parse(`${"[".repeat(90)}${"]".repeat(90)}`) as unknown,
  ])();
}

/** The JSON with one value in it removed, doubled, wrapped, or replaced by one that nobody expects there. */
export function mutateJson(json: unknown, random: Random): unknown {
  const isContainer = typeof json === "object" && json !== null;
  if (!isContainer || random.below(12) === 0) {
    return random.pick([() => stranger(random), () => stranger(random), () => [json], () => String(json)])();
  }
  if (Array.isArray(json)) return mutateList(json, random);
  const entries = Object.entries(json);
  if (entries.length === 0) return { [random.pick(texts)]: stranger(random) };
  const chosen = random.below(entries.length);
  const isRemoved = random.below(15) === 0;
  return Object.fromEntries(
    entries.flatMap(([name, value], index) => {
      if (index !== chosen) return [[name, value]];
      return isRemoved ? [] : [[name, mutateJson(value, random)]];
    }),
  );
}

function mutateList(list: readonly unknown[], random: Random): unknown {
  if (list.length === 0) return [stranger(random)];
  const chosen = random.below(list.length);
  if (random.below(8) === 0) return [...list, ...list];
  if (random.below(8) === 0) return list.filter((_, index) => index !== chosen);
  return list.map((item, index) => (index === chosen ? mutateJson(item, random) : item));
}
