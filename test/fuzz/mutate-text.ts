import type { Random } from "./random.ts";

type TextMutation = (text: string, random: Random) => string;

/** What a header may be made of (RFC 9110, section 5.5), and what nobody expects in it. */
function character(random: Random): string {
  return random.pick([
    () => String.fromCharCode(0x20 + random.below(0x5f)),
    () => String.fromCharCode(0x80 + random.below(0x80)),
    () => random.pick(Array.from("\t\u0001\u007f,;=.:-_+/%&?#\"'\\ ")),
    () => String(random.below(10)),
  ])();
}

const mutations: readonly TextMutation[] = [
  (text, random) => replaceAt(text, random, 0, character(random)),
  (text, random) => replaceAt(text, random, 1, character(random)),
  (text, random) => replaceAt(text, random, 1 + random.below(8), ""),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text) => text + text,
  (text) => `${text}, ${text}`,
  (text) => ` ${text} `,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.split("").reverse().join(""),
  (text) => encodeURIComponent(text),
  () => "",
  (text, random) =>
    text.replace(/\d+/, random.pick(["NaN", "0", "-1", "1e9", "Infinity", "9".repeat(30), " 1"])),
  (text, random) => random.pick(["a", "=", ",", "\u00e9", text]).repeat(random.pick([300, 5_000, 70_000])),
  (_, random) => Array.from({ length: random.below(80) }, () => character(random)).join(""),
];

/** The text with something changed, in characters that a header may carry. */
export function mutateText(text: string, random: Random): string {
  return random.pick(mutations)(text, random).slice(0, 100_000);
}

function replaceAt(text: string, random: Random, length: number, replacement: string): string {
  const start = random.below(text.length + 1);
  return text.slice(0, start) + replacement + text.slice(start + length);
}
