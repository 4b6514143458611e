import { directionals } from "./directionals.ts";
import { numberedRoute } from "./numbered-routes.ts";
import { postBox } from "./post-boxes.ts";
import { postalWords } from "./postal-words.ts";
import { splitUnit } from "./split-unit.ts";
import { streetSuffixes } from "./street-suffixes.ts";

/** An address line as the post writes it, and the unit that stood at its end. */
export type NormalisedStreet = { readonly street: string; readonly unit: string | null };

const houseNumber = /\d/;
const fraction = /^\d+\/\d+$/;

/** Reads an address line afresh: what `normaliseStreet` says, which remembers. */
export function normaliseLine(line: string): NormalisedStreet {
  const words = postalWords(line);
  const box = postBox(words);
  if (box !== null) return { street: box, unit: null };

  const { rest, unit } = splitUnit(words);
  // What stands before the name: the house's number, and a fraction of it.
  let start = houseNumber.test(rest[0] ?? "") ? 1 : 0;
  if (start === 1 && fraction.test(rest[1] ?? "")) start = 2;
  const name = normaliseName(rest.slice(start));
  return { street: [...rest.slice(0, start), ...name].join(" "), unit };
}

function normaliseName(words: readonly string[]): readonly string[] {
  if (words.length === 0) return words;
  const [before, unread] = takeFirst(words);
  const route = numberedRoute(unread);
  if (route !== null) return [...before, ...abbreviateLast(route.split(" "))];

  const [after, core] = takeLast(unread);
  const last = core.at(-1) ?? "";
  const suffix = core.length > 1 ? streetSuffixes.get(last) : undefined;
  return [...before, ...core.slice(0, -1), suffix ?? last, ...after];
}

/** The directional before a name, in one word or two; none where it would be the name, as in `NORTH AVE`. */
function takeFirst(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const [first = "", second = "", third] = words;
  const pair = third === undefined ? undefined : directionals.get(first + second);
  if (pair !== undefined && words.length > 3) return [[pair], words.slice(2)];
  const single = directionals.get(first);
  const isName = words.length < 2 || (words.length === 2 && streetSuffixes.has(second));
  return single === undefined || isName ? [[], words] : [[single], words.slice(1)];
}

/** The directional after a suffix; none after anything else, where it is part of the name, as in `BAY WEST`. */
function takeLast(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const last = directionals.get(words.at(-1) ?? "");
  if (last === undefined || words.length < 3) return [[], words];
  const pair = directionals.get((words.at(-2) ?? "") + (words.at(-1) ?? ""));
  if (pair !== undefined && words.length > 3 && streetSuffixes.has(words.at(-3) ?? "")) {
    return [[pair], words.slice(0, -2)];
  }
  return streetSuffixes.has(words.at(-2) ?? "") ? [[last], words.slice(0, -1)] : [[], words];
}

function abbreviateLast(words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? "";
  return [...words.slice(0, -1), directionals.get(last) ?? last];
}
