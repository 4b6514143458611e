import type { Attempt } from "./attempt.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateText } from "./mutate-text.ts";
import type { Random } from "./random.ts";

type Mutation = (attempt: Attempt, random: Random, other: Attempt) => Attempt;
type Header = Attempt["headers"][number];

const methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post", "M-SEARCH", "PROPFIND"];
const contentTypes = [
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "multipart/form-data",
  "text/plain",
  ";;;",
];
const paths = [
  "/",
  "/%ff",
  "/%00",
  "/../health",
  "/a/b",
  "/constructor",
  "?",
  "?token=",
  "?bodySHA256=",
  "//",
  "#",
];
const strangers = [
  "content-length",
  "cf-connecting-ip",
  "x-forwarded-for",
  "host",
  "transfer-encoding",
  "origin",
];

const mutations: readonly Mutation[] = [
  (attempt, random) => ({ ...attempt, body: mutateBytes(attempt.body, random) }),
  (attempt, random) => ({ ...attempt, body: mutateBytes(attempt.body, random) }),
  (attempt, random) => changeHeader(attempt, random, ([name, value]) => [[name, mutateText(value, random)]]),
  (attempt, random) => changeHeader(attempt, random, ([name, value]) => [[name, mutateText(value, random)]]),
  (attempt, random) => changeHeader(attempt, random, () => []),
  (attempt, random) =>
    changeHeader(attempt, random, ([name, value]) => [
      [name, value],
      [name, random.pick([value, mutateText(value, random)])],
    ]),
  (attempt, random) => changeHeader(attempt, random, ([name, value]) => [[`x-${name}`, value]]),
  (attempt, random) => withHeader(attempt, [random.pick(strangers), mutateText("127.0.0.1", random)]),
  (attempt, random) => ({
    ...withoutHeader(attempt, "content-type"),
    headers: [...withoutHeader(attempt, "content-type").headers, ["content-type", random.pick(contentTypes)]],
  }),
  (attempt, random) => ({ ...attempt, method: random.pick(methods) }),
  (attempt, random) => ({ ...attempt, path: attempt.path + random.pick(paths) }),
  (attempt, random) => ({ ...attempt, path: `/${mutateText(attempt.path.slice(1), random)}` }),
  (attempt, _, other) => ({ ...attempt, body: other.body }),
  (attempt, _, other) => ({ ...attempt, headers: other.headers }),
  (attempt, _, other) => ({ ...attempt, path: other.path }),
  (attempt, random, other) => withHeader(attempt, random.pick([...other.headers, ["x-other", ""] as const])),
];

/** The attempt with one to three things changed, some of them taken from another. */
export function mutateAttempt(attempt: Attempt, random: Random, other: Attempt): Attempt {
  let mutated = attempt;
  for (let left = 1 + random.below(3); left > 0; left--)
    mutated = random.pick(mutations)(mutated, random, other);
  return mutated;
}

function changeHeader(
  attempt: Attempt,
  random: Random,
  change: (header: Header) => readonly Header[],
): Attempt {
  const changed = random.below(attempt.headers.length);
  return {
    ...attempt,
    headers: attempt.headers.flatMap((header, index) => (index === changed ? change(header) : [header])),
  };
}

function withHeader(attempt: Attempt, header: Header): Attempt {
  return { ...attempt, headers: [...attempt.headers, header] };
}

function withoutHeader(attempt: Attempt, removed: string): Attempt {
  return { ...attempt, headers: attempt.headers.filter(([name]) => name.toLowerCase() !== removed) };
}
