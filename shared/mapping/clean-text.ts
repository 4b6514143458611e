/**
 * What a person may read of a text that was sent: trimmed, without control characters (the database can't hold NUL) or
 * broken surrogates, cut to `longest` characters. Undefined for a blank text and for anything that is no text.
 */
export function cleanText(value: unknown, longest = 255): string | undefined {
  if (typeof value !== "string") return undefined;
  const printable = value.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trim();
  return (
    Array.from(printable.slice(0, 2 * longest))
      .slice(0, longest)
      .join("")
      .trim() || undefined
  );
}
