/** A telephone number in E.164; undefined for what isn't one. */
export type PhoneReader = (sent: string) => string | undefined;

const home = "US";
// As people write the numbers of the North American plan: area, exchange, line.
const plain = /^(?:1[ .-]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[ .-]?)([2-9]\d\d)[ .-]?(\d{4})$/;

/**
 * Reads as `readPhone` of contacts does, a file's worth of numbers: which exchanges exist in the United States and Canada is asked of
 * libphonenumber once each, because it needs ten times as long for a number. Loads that module.
 */
export async function loadPhoneReader(country: string | undefined): Promise<PhoneReader> {
  const { parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  const { readInternational } = await import("../contacts/phone.ts");
  const { readNational } = await import("../contacts/national-phone.ts");
  const exchanges = new Map<string, boolean>();

  /** Whether all numbers of an exchange are valid ones; false when that depends on the line, or nobody has it. */
  function isExchange(exchange: string, line: string): boolean {
    const known = exchanges.get(exchange);
    if (known !== undefined) return known;
    const number = parsePhoneNumberFromString(`+1${exchange}${line}`);
    const exists = number?.isValid() === true && (number.country === "US" || number.country === "CA");
    // Of other countries' exchanges only some lines are valid.
    exchanges.set(exchange, exists);
    return exists;
  }

  return function readPhone(sent) {
    const text = sent.trim();
    const match = country === home ? plain.exec(text) : null;
    const [, bracketed, bare, exchange = "", line = ""] = match ?? [];
    const area = bracketed ?? bare;
    if (area !== undefined && isExchange(area + exchange, line)) return `+1${area}${exchange}${line}`;
    return readInternational(text) ?? readNational(text, [country]);
  };
}
