const replacement = "\uFFFD";

/**
 * JSON that PostgreSQL's jsonb can hold: U+0000 and lone surrogates, which it refuses, are U+FFFD instead.
 *
 * `JSON.stringify` writes both as escapes and nothing else as `\ud…` (well-formed JSON.stringify, ECMAScript 2019), so two
 * searches tell whether there is anything to do. An escape is taken whole, so that `\\u0000`, which is text about one, stays.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes("\\u0000") && !json.includes("\\ud")) return json;
  return json.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    escape.length === 2 ? escape : replacement,
  );
}
