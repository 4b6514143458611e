/** The abbreviation of every compass point, in upper case (USPS Publication 28, section 233). */
export const directionals: ReadonlyMap<string, string> = new Map(
  Object.entries({
    NORTH: "N",
    EAST: "E",
    SOUTH: "S",
    WEST: "W",
    NORTHEAST: "NE",
    SOUTHEAST: "SE",
    NORTHWEST: "NW",
    SOUTHWEST: "SW",
  }).flatMap(([word, letters]) => [[word, letters] as const, [letters, letters] as const]),
);
