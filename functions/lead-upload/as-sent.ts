const mostColumns = 1000;
const longestCell = 1000;

/** A row as it was sent, and about how many characters long that is. */
export type SentRow = { readonly source: Readonly<Record<string, string>>; readonly size: number };

/**
 * Puts the cells of rows under the names of this header; those beyond it are called by their place, and empty ones left out: a wide
 * list's names would be twenty times what its rows say.
 */
export function asSent(header: readonly string[]): (cells: readonly string[]) => SentRow {
  const names = header.map((name) => name.trim());

  return function sentRow(cells) {
    // Without a prototype no name means anything by itself, and a thousand names cost a tenth of what they would otherwise.
    const source = Object.create(null) as Record<string, string>;
    let size = 0;
    for (const [index, cell] of cells.slice(0, mostColumns).entries()) {
      if (cell === "") continue;
      const name = names[index] ?? `#${index + 1}`;
      const text = cell.slice(0, longestCell);
      source[name] = text;
      size += name.length + text.length;
    }
    return { source, size };
  };
}
