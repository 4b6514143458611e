const delimiters = [",", ";", "\t", "|"] as const;

/** What stands between the cells of a row. */
export type Delimiter = (typeof delimiters)[number];

/** What a text begins with that says its delimiter, as spreadsheets write it. */
export const delimiterLine = /^sep=([,;\t|])\n/i;

/** The delimiter of a file, by its first line that isn't blank: the one that stands there most, outside quotes. */
export function sniffDelimiter(text: string): Delimiter {
  const stated = delimiterLine.exec(text)?.[1];
  const counts = new Map<string, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let inQuotes = false;
  for (const character of text.trimStart()) {
    if (character === '"') inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (character === "\n") break;
    const count = counts.get(character);
    if (count !== undefined) counts.set(character, count + 1);
  }
  const most = Math.max(...counts.values());
  return (
    delimiters.find((each) => each === stated) ?? delimiters.find((each) => counts.get(each) === most) ?? ","
  );
}
