const accents = /\p{M}+/gu;
const beyondAscii = /[^\x20-\x7e]/;
const plain = /^[A-Z0-9]+(?: [A-Z0-9]+)*$/;

/**
 * The words of an address as the post writes them: in upper case, without accents and punctuation (USPS Publication 28, section 222).
 * What tells numbers apart stays: `112-10`, `39.2`, `1/2`, and `#` as a word of its own.
 */
export function postalWords(text: string): readonly string[] {
  let words = text.toUpperCase();
  if (beyondAscii.test(words)) words = words.normalize("NFKD").replace(accents, "").toUpperCase();
  words = words.trim();
  if (plain.test(words)) return words.split(" ");
  return words
    .replace(/['\u2019`]/g, "")
    .replace(/\b([NS])\.\s?([EW])\.?(?=[\s,]|$)/g, "$1$2 ")
    .replace(/(?<!\d)\.|\.(?!\d)/g, " ")
    .replace(/(?<!\d)-(?!\d)|(?<!\d)\/|\/(?!\d)/g, " ")
    .replaceAll("#", " # ")
    .replace(/[^A-Z0-9./#-]+/g, " ")
    .trim()
    .split(" ");
}
