import type { CountryCode } from "libphonenumber-js/min";
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
  const phone = readInternational(phone_sent) ?? (await readNational(phone_sent, countries));
  return phone ? { phone, phone_sent } : { phone_sent };
}

function readInternational(sent: string): string | undefined {
  if (!international.test(sent) || trunkPrefix.test(sent)) return undefined;
  const digits = `+${sent.replace(/\D/g, "")}`;
  return e164.test(digits) ? digits : undefined;
}

async function readNational(
  sent: string,
  countries: readonly (string | null | undefined)[],
): Promise<string | undefined> {
  // Most numbers are international. This module takes 25 ms to load.
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  const country = countries
    .map((name) => name?.trim().toUpperCase() ?? "")
    .find((name): name is CountryCode => isSupportedCountry(name));
  const number = parsePhoneNumberFromString(sent, {
    extract: false,
    ...(country && { defaultCountry: country }),
  });
  return number?.isValid() && e164.test(number.number) ? number.number : undefined;
}
