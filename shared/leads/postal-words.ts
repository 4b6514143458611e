const accents = /\p{M}+/gu;
const beyondAscii = /[^\x20-\x7e]/;
const apostrophes = /['\u2019`]/g;
const directionalPair = /\b([NS])\.\s?([EW])\.?(?=[\s,]|$)/g;
const pointOfNoNumber = /(?<!\d)\.|\.(?!\d)/g;
const hyphenOfNoNumber = /(?<!\d)-(?!\d)/g;
const strokeOfNoNumber = /(?<!\d)\/|\/(?!\d)/g;
const others = /[^A-Z0-9 ./#-]+/g;

/**
 * The words of an address as the post writes them: in upper case, without accents and punctuation (USPS Publication 28, section 222).
 * What tells numbers apart stays: `112-10`, `39.2`, `1/2`, and `#` as a word of its own.
 */
export function postalWords(text: string): readonly string[] {
  let words = text.toUpperCase();
  if (beyondAscii.test(words)) {
    words = words.replace(apostrophes, "").normalize("NFKD").replace(accents, "").toUpperCase();
  }
  // Most lines have none of these: looking for one costs much less than replacing none.
  if (words.includes("'") || words.includes("`")) words = words.replace(apostrophes, "");
  if (words.includes(".")) words = words.replace(directionalPair, "$1$2 ").replace(pointOfNoNumber, " ");
  if (words.includes("-")) words = words.replace(hyphenOfNoNumber, " ");
  if (words.includes("/")) words = words.replace(strokeOfNoNumber, " ");
  if (words.includes("#")) words = words.replaceAll("#", " # ");
  return words.replace(others, " ").trim().split(/ +/);
}
