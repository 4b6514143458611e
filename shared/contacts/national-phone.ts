import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";

const e164 = /^\+[1-9]\d{6,14}$/;

/** A number that was sent without its country, in E.164, read as of the first of `countries` that is one; it must be valid there. */
export function readNational(
  sent: string,
  countries: readonly (string | null | undefined)[],
): string | undefined {
  const country = countries
    .map((name) => name?.trim().toUpperCase() ?? "")
    .find((name): name is CountryCode => isSupportedCountry(name));
  const number = parsePhoneNumberFromString(sent, {
    extract: false,
    ...(country && { defaultCountry: country }),
  });
  return number?.isValid() && e164.test(number.number) ? number.number : undefined;
}
