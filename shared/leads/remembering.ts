/**
 * A pure function of a text that remembers up to `most` of its results: a file says the same few things in many rows.
 */
export function remembering<Result>(most: number, make: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return function remembered(text) {
    const known = results.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (results.size >= most) results.clear();
    results.set(copyOf(text), made);
    return made;
  };
}

/** A part of a text keeps the whole of it in memory (V8 slices strings): here that would be files of former uploads. */
function copyOf(text: string): string {
  return text.split("").join("");
}
