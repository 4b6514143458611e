// USPS Publication 28, appendix F: how highways and their kin are written that have a number for a name. Longest first.
const routes: readonly (readonly [string, string])[] = [
  ["FARM TO MARKET ROAD", "FM"],
  ["FARM TO MARKET RD", "FM"],
  ["FARM TO MARKET", "FM"],
  ["RANCH TO MARKET ROAD", "RM"],
  ["RANCH TO MARKET", "RM"],
  ["COUNTY STATE AID HIGHWAY", "COUNTY STATE AID HIGHWAY"],
  ["COUNTY ROAD", "COUNTY ROAD"],
  ["COUNTY RD", "COUNTY ROAD"],
  ["CO ROAD", "COUNTY ROAD"],
  ["CO RD", "COUNTY ROAD"],
  ["CNTY RD", "COUNTY ROAD"],
  ["CR", "COUNTY ROAD"],
  ["COUNTY HIGHWAY", "COUNTY HIGHWAY"],
  ["COUNTY HWY", "COUNTY HIGHWAY"],
  ["CO HWY", "COUNTY HIGHWAY"],
  ["INTERSTATE HIGHWAY", "INTERSTATE"],
  ["INTERSTATE HWY", "INTERSTATE"],
  ["INTERSTATE", "INTERSTATE"],
  ["STATE HIGHWAY", "STATE HIGHWAY"],
  ["STATE HWY", "STATE HIGHWAY"],
  ["ST HWY", "STATE HIGHWAY"],
  ["STATE ROAD", "STATE ROAD"],
  ["STATE RD", "STATE ROAD"],
  ["SR", "STATE ROAD"],
  ["STATE ROUTE", "STATE ROUTE"],
  ["STATE RTE", "STATE ROUTE"],
  ["STATE RT", "STATE ROUTE"],
  ["ST RT", "STATE ROUTE"],
  ["TOWNSHIP ROAD", "TOWNSHIP ROAD"],
  ["TOWNSHIP RD", "TOWNSHIP ROAD"],
  ["US HIGHWAY", "US HIGHWAY"],
  ["US HWY", "US HIGHWAY"],
  ["U S HIGHWAY", "US HIGHWAY"],
  ["U S HWY", "US HIGHWAY"],
  ["US ROUTE", "US HIGHWAY"],
  ["US RT", "US HIGHWAY"],
  ["US", "US HIGHWAY"],
  ["HIGHWAY", "HIGHWAY"],
  ["HWY", "HIGHWAY"],
  ["ROUTE", "ROUTE"],
  ["RTE", "ROUTE"],
  ["RT", "ROUTE"],
  ["ROAD", "ROAD"],
  ["RD", "ROAD"],
];
const standards: ReadonlyMap<string, string> = new Map(routes);
const kinds = routes.map(([kind]) => kind).join("|");
const grammar = new RegExp(`^(${kinds}) (\\d+[A-Z]?)((?: .+)?)$`);
// Every kind begins with one of these, and most streets don't.
const beginnings = new Set(routes.map(([kind]) => kind.split(" ", 1).join()));

/** A numbered route as the post writes it, as `COUNTY RD 12` is `COUNTY ROAD 12`; null for a street of any other name. */
export function numberedRoute(words: readonly string[]): string | null {
  if (!beginnings.has(words[0] ?? "")) return null;
  const [, kind = "", number = "", rest = ""] = grammar.exec(words.join(" ")) ?? [];
  const standard = standards.get(kind);
  return standard === undefined ? null : `${standard} ${number}${rest}`;
}
