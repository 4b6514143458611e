/** A word of a sender's vocabulary as a slug, as `not-interested`; undefined when no letter or digit is in it. */
export function slug(word: string | null | undefined): string | undefined {
  const words = word
    ?.slice(0, 255)
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join("-");
}
