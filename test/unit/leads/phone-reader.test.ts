import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { readPhone } from "../../../shared/contacts/phone.ts";
import { loadPhoneReader, type PhoneReader } from "../../../shared/leads/phone-reader.ts";

let read: PhoneReader;
beforeAll(async () => {
  read = await loadPhoneReader("US");
});

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const area = fc.oneof(
  // Large areas of the United States and Canada, some of other countries of the plan, and any.
  fc.constantFrom("212", "213", "305", "415", "505", "907", "983", "416", "604", "800", "900"),
  fc.constantFrom("242", "345", "473", "658", "684", "787", "809", "829", "876"),
  digits(3),
);
const forms: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (area, exchange, line) => `(${area}) ${exchange}-${line}`,
  (area, exchange, line) => `(${area})${exchange}${line}`,
  (area, exchange, line) => `${area}-${exchange}-${line}`,
  (area, exchange, line) => `${area}.${exchange}.${line}`,
  (area, exchange, line) => `${area} ${exchange} ${line}`,
  (area, exchange, line) => `1${area}${exchange}${line}`,
  (area, exchange, line) => `1-${area}-${exchange}-${line}`,
  (area, exchange, line) => `1 (${area}) ${exchange}-${line}`,
  (area, exchange, line) => `+1 ${area} ${exchange} ${line}`,
  (area, exchange, line) => `${area}${exchange}${line} x12`,
  (area, exchange, line) => `${area}/${exchange}-${line}`,
];

test("numbers of the North American plan are read as libphonenumber reads them, however they are written", async () => {
  await fc.assert(
    fc.asyncProperty(
      area,
      digits(3),
      digits(4),
      fc.constantFrom(...forms),
      async (area, exchange, line, form) => {
        const sent = form(area, exchange, line);
        expect(read(sent), sent).toBe((await readPhone(sent, ["US"])).phone);
      },
    ),
    { numRuns: 2000 },
  );
});

test("an exchange that is known answers for each of its lines alike", async () => {
  await fc.assert(
    fc.asyncProperty(
      area,
      digits(3),
      fc.array(digits(4), { minLength: 3, maxLength: 3 }),
      async (area, exchange, lines) => {
        for (const line of lines) {
          const sent = `${area}-${exchange}-${line}`;
          expect(read(sent), sent).toBe((await readPhone(sent, ["US"])).phone);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ["+44 20 7946 0958", "+442079460958"],
  ["12", undefined],
  ["call me", undefined],
  ["555-0100", undefined],
])("any other text too: %s", (sent, phone) => {
  expect(read(sent)).toBe(phone);
});

test("elsewhere a number is read as of that country", async () => {
  const readBritish = await loadPhoneReader("GB");
  expect(readBritish("020 7946 0958")).toBe("+442079460958");
  expect(readBritish("213-555-0100")).toBeUndefined();
});
