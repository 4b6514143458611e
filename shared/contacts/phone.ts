import { cleanText } from "../mapping/clean-text.ts";

const longest = 100;
const international = /^\+[1-9][\d\s.\-/()]*$/;
const trunkPrefix = /\(\s*0\s*\)/;
const e164 = /^\+[1-9]\d{6,14}$/;

/** What became of a telephone number: in E.164 when it can be read, and as it was sent. */
export type ReadPhone = { readonly phone?: string; readonly phone_sent?: string };

/**
 * A telephone number. One that was sent with its country is taken at its word; one without is read as of the first of
 * `countries` (ISO 3166-1) that is one, and must be valid there. Loads libphonenumber only for those.
 */
export async function readPhone(
  sent: unknown,
  countries: readonly (string | null | undefined)[],
): Promise<ReadPhone> {
  const phone_sent = cleanText(sent, longest + 1);
  if (phone_sent === undefined || phone_sent.length > longest) return {};
  const phone = readInternational(phone_sent) ?? (await loadAndReadNational(phone_sent, countries));
  return phone ? { phone, phone_sent } : { phone_sent };
}

/** A number that was sent with its country, in E.164; undefined for any other. */
export function readInternational(sent: string): string | undefined {
  if (!international.test(sent) || trunkPrefix.test(sent)) return undefined;
  const digits = `+${sent.replace(/\D/g, "")}`;
  return e164.test(digits) ? digits : undefined;
}

async function loadAndReadNational(
  sent: string,
  countries: readonly (string | null | undefined)[],
): Promise<string | undefined> {
  // Most numbers are international. libphonenumber takes 25 ms to load.
  const { readNational } = await import("./national-phone.ts");
  return readNational(sent, countries);
}
