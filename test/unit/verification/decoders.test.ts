import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../../shared/verification/crc32.ts";
import { decodeBase64 } from "../../../shared/verification/decode-base64.ts";
import { decodeHex } from "../../../shared/verification/decode-hex.ts";
import { parseRfc3339 } from "../../../shared/verification/parse-rfc3339.ts";
import { parseUnixTime } from "../../../shared/verification/parse-unix-time.ts";

const someBytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
const anyText = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.base64String());

describe.each([
  { name: "decodeHex", decode: decodeHex, encoding: "hex" },
  { name: "decodeBase64", decode: decodeBase64, encoding: "base64" },
] as const)("$name", ({ decode, encoding }) => {
  test("reads back what was written", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(decode(Buffer.from(bytes).toString(encoding))).toEqual(bytes);
      }),
    );
  });

  test("gives every value one spelling: what it reads, it would write", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = decode(text);
        if (bytes !== null) expect(Buffer.from(bytes).toString(encoding)).toBe(text);
      }),
    );
  });

  test("refuses anything before, after or inside", () => {
    fc.assert(
      fc.property(someBytes, fc.constantFrom(" ", "\n", "!", "é", "\0", "-", "_", "="), (bytes, junk) => {
        const text = Buffer.from(bytes).toString(encoding);
        const middle = Math.floor(text.length / 2);
        expect(decode(junk + text)).toBeNull();
        expect(decode(`${text}${junk}${junk}${junk}`)).toBeNull();
        expect(decode(text.slice(0, middle) + junk + text.slice(middle))).toBeNull();
      }),
    );
  });

  test("refuses the empty string", () => {
    expect(decode("")).toBeNull();
  });
});

test("decodeHex refuses upper case and half a byte", () => {
  expect(["AB", "aB", "abc", "0x12", "a"].map(decodeHex)).toEqual([null, null, null, null, null]);
});

test("decodeBase64 refuses what isn't canonical", () => {
  // "AQ==" is the byte 1. The others are: unused bits set, unpadded, padded too much, the URL alphabet.
  expect(decodeBase64("AQ==")).toEqual(Uint8Array.of(1));
  expect(["AR==", "AQ", "AQ=", "AQ===", "-_-_", "A", "AQ==AQ=="].map(decodeBase64)).toEqual(
    Array<null>(7).fill(null),
  );
});

describe("parseUnixTime", () => {
  test("reads whole seconds, and milliseconds as a part of them", () => {
    expect(parseUnixTime("1800000000")).toBe(1_800_000_000);
    expect(parseUnixTime("0")).toBe(0);
    expect(parseUnixTime("1800000000999", "milliseconds")).toBe(1_800_000_000.999);
    expect(parseUnixTime("1800000000999", "either")).toBe(1_800_000_000.999);
    expect(parseUnixTime("1800000000", "either")).toBe(1_800_000_000);
  });

  test.each(["", " 1", "1 ", "+1", "-1", "1.0", "1e9", "0x10", "NaN", "Infinity", "१२३", "1234567890123"])(
    "refuses %j",
    (text) => {
      expect(parseUnixTime(text)).toBeNull();
    },
  );

  test("never gives what isn't a number", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom("seconds" as const, "milliseconds" as const, "either" as const),
        (text, unit) => {
          const seconds = parseUnixTime(text, unit);
          expect(seconds === null || (Number.isFinite(seconds) && seconds >= 0)).toBe(true);
        },
      ),
    );
  });
});

describe("parseRfc3339", () => {
  test("agrees with Date on what it reads", () => {
    const time = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(time, (date) => {
        expect(parseRfc3339(date.toISOString())).toBe(Math.floor(date.getTime() / 1000));
      }),
    );
  });

  test("reads an offset", () => {
    expect(parseRfc3339("2015-05-18T17:45:13+02:00")).toBe(parseRfc3339("2015-05-18T15:45:13Z"));
    expect(parseRfc3339("2015-05-18T08:15:13.25-07:30")).toBe(parseRfc3339("2015-05-18T15:45:13Z"));
  });

  test.each([
    "",
    "2015-05-18",
    "2015-05-18T15:45:13",
    "2015-05-18 15:45:13Z",
    "2015-05-18T15:45Z",
    "2015-05-18T15:45:13z",
    "2015-02-29T00:00:00Z",
    "2015-13-01T00:00:00Z",
    "2015-05-18T24:00:00Z",
    "2015-05-18T15:60:13Z",
    "2015-05-18T15:45:13+24:00",
    "2015-05-18T15:45:13.Z",
    "+002015-05-18T15:45:13Z",
    " 2015-05-18T15:45:13Z",
  ])("refuses %j", (text) => {
    expect(parseRfc3339(text)).toBeNull();
  });
});

test("crc32 agrees with the one at the end of a gzip file, and is unsigned", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(crc32(bytes)).toBe(gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8));
    }),
  );
});
