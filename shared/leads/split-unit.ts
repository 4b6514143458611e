import { streetSuffixes } from "./street-suffixes.ts";
import { lonelyUnitDesignators, rangedUnitDesignators } from "./unit-designators.ts";

const figure = /\d/;
const letters = /^[A-Z]{1,2}$/;
const ordinal = /^(\d+)(?:ST|ND|RD|TH)$/;

/** The words of an address line without the unit at their end, and the unit as the post writes it (Publication 28, section 213). */
export function splitUnit(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly unit: string | null;
} {
  // A house's number and the name of its street come first, whatever they look like: there is a Suite Drive somewhere.
  for (let index = 2; index < words.length; index++) {
    const unit = unitFrom(words, index);
    if (unit !== null) return { rest: words.slice(0, index), unit };
  }
  const [last = "", before = ""] = [words.at(-1), words.at(-2)];
  const lonely = words.length > 3 && streetSuffixes.has(before) ? lonelyUnitDesignators.get(last) : undefined;
  return lonely === undefined ? { rest: words, unit: null } : { rest: words.slice(0, -1), unit: lonely };
}

/** A unit that a column of its own holds: its designator, or `#` where it has none. Null when nothing of it can be read. */
export function normaliseUnit(words: readonly string[]): string | null {
  const stated = unitFrom(words, 0);
  if (stated !== null) return stated;
  const lonely = words.length === 1 ? lonelyUnitDesignators.get(words[0] ?? "") : undefined;
  if (lonely !== undefined) return lonely;
  const numbers = words.filter((word) => !rangedUnitDesignators.has(word));
  return numbers.length === 0 || (numbers[0] ?? "") === "" ? null : `# ${numbers.join(" ")}`;
}

function unitFrom(words: readonly string[], index: number): string | null {
  const word = words[index] ?? "";
  const designator = rangedUnitDesignators.get(word);
  if (designator === undefined) return floorFrom(words, index);
  const numbers = words.slice(index + 1).filter((number) => !meansNumber.has(number));
  const [first] = numbers;
  if (first === undefined || !isRange(word, first) || numbers.length > 4) return null;
  const nested = numbers.map((number) => rangedUnitDesignators.get(number) ?? number);
  return [designator, ...nested].join(" ");
}

/** `2ND FLOOR`. */
function floorFrom(words: readonly string[], index: number): string | null {
  if (index + 2 !== words.length || rangedUnitDesignators.get(words[index + 1] ?? "") !== "FL") return null;
  const floor = ordinal.exec(words[index] ?? "")?.[1];
  return floor === undefined ? null : `FL ${floor}`;
}

/** What follows a designator has a figure in it, or is a letter or two: `UNIT B`, but not `KEY DR`. */
function isRange(designator: string, word: string): boolean {
  if (figure.test(word)) return true;
  return letters.test(word) && !streetSuffixes.has(word) && !streetSuffixes.has(designator);
}

const meansNumber: ReadonlySet<string> = new Set(["#", "NO", "NUMBER"]);
