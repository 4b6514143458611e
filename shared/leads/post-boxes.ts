const poBox =
  /^(?:P ?O B(?:OX|X)|P ?O DRAWER|POB|POST OFFICE BOX|POST OFFICE DRAWER|BOX|CALLER|DRAWER|LOCK ?BOX)(?: #| NO| NUMBER)? (\w[\w-]*)$/;
const ruralRoute =
  /^(?:R ?R|RURAL ROUTE|RURAL RTE|R ?F ?D|RFD ROUTE)(?: #| NO)? (\d+)(?: (?:BOX|BX)(?: #| NO)? (\w[\w-]*))?$/;
const highwayContract =
  /^(?:H ?C|HIGHWAY CONTRACT(?: ROUTE)?|STAR ROUTE|HCR)(?: #| NO)? (\d+)(?: (?:BOX|BX)(?: #| NO)? (\w[\w-]*))?$/;
const beginnings = /^[PBCDLRHS]/;

/** A box at the post office or along a carrier's route (USPS Publication 28, sections 24, 25 and 28); null for any other address. */
export function postBox(words: readonly string[]): string | null {
  if (!beginnings.test(words[0] ?? "")) return null;
  const address = words.join(" ");
  const box = poBox.exec(address)?.[1];
  if (box !== undefined) return `PO BOX ${withoutZeros(box)}`;
  return onRoute("RR", ruralRoute.exec(address)) ?? onRoute("HC", highwayContract.exec(address));
}

function onRoute(kind: string, match: RegExpExecArray | null): string | null {
  if (!match) return null;
  const [, route = "", box] = match;
  return box === undefined ? `${kind} ${withoutZeros(route)}` : `${kind} ${withoutZeros(route)} BOX ${box}`;
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\w)/, "");
}
