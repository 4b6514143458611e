import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseLine } from "../../../shared/leads/normalise-line.ts";
import { normaliseStreet } from "../../../shared/leads/normalise-street.ts";
import { postalWords } from "../../../shared/leads/postal-words.ts";
import { normaliseUnit } from "../../../shared/leads/split-unit.ts";
import { streetSuffixes } from "../../../shared/leads/street-suffixes.ts";

describe("an address line is written as USPS Publication 28 has it", () => {
  test.each([
    ["123 Main Street", "123 MAIN ST", null],
    ["123 N. Main St. Apt. 4B", "123 N MAIN ST", "APT 4B"],
    ["123 north main street, #4b", "123 N MAIN ST", "# 4B"],
    ["  123   Main\nSt  ", "123 MAIN ST", null],
    ["12 O'Hara Ct., 2nd Floor", "12 OHARA CT", "FL 2"],
    ["44 St. Charles Blvd Rear", "44 ST CHARLES BLVD", "REAR"],
    ["1 N.W. 5th Ave.", "1 NW 5TH AVE", null],
    ["5 South East Oak Lane", "5 SE OAK LN", null],
    ["12 Elm St N W", "12 ELM ST NW", null],
    ["1 Main St Bldg 2 Apt 3", "1 MAIN ST", "BLDG 2 APT 3"],
    ["500 Jos\u00e9 Mart\u00ed Boulevard Ste 100", "500 JOSE MARTI BLVD", "STE 100"],
    ["101 1/2 Main St SW", "101 1/2 MAIN ST SW", null],
    ["112-10 Bronx Road", "112-10 BRONX RD", null],
    ["789 Main Avenue Drive", "789 MAIN AVENUE DR", null],
  ])("%s", (line, street, unit) => {
    expect(normaliseStreet(line)).toEqual({ street, unit });
  });

  test.each([
    ["123 North Ave", "123 NORTH AVE"],
    ["123 E Ave", "123 E AVE"],
    ["77 Bay West Drive", "77 BAY WEST DR"],
    ["100 Old Key Dr", "100 OLD KEY DR"],
    ["12 Suite Dr", "12 SUITE DR"],
    ["123 Court", "123 COURT"],
    ["1 W Broadway", "1 W BROADWAY"],
  ])("a word that is a street's name is left one: %s", (line, street) => {
    expect(normaliseStreet(line)).toEqual({ street, unit: null });
  });

  test.each([
    ["55 County Rd 12", "55 COUNTY ROAD 12"],
    ["55 CR 12", "55 COUNTY ROAD 12"],
    ["1234 US Hwy 41 South", "1234 US HIGHWAY 41 S"],
    ["8 State Route 39", "8 STATE ROUTE 39"],
    ["9 Hwy 101 North", "9 HIGHWAY 101 N"],
    ["1 Farm to Market Road 1200", "1 FM 1200"],
  ])("a street with a number for a name is spelled out: %s", (line, street) => {
    expect(normaliseStreet(line)).toEqual({ street, unit: null });
  });

  test.each([
    ["P.O. Box 00123", "PO BOX 123"],
    ["POB 12", "PO BOX 12"],
    ["Post Office Box #7", "PO BOX 7"],
    ["R.R. 2 Box 18", "RR 2 BOX 18"],
    ["Rural Route 02 Box 18A", "RR 2 BOX 18A"],
    ["Star Route 68 Box 23A", "HC 68 BOX 23A"],
  ])("a box is one whatever it is called: %s", (line, street) => {
    expect(normaliseStreet(line)).toEqual({ street, unit: null });
  });
});

test("every spelling of a suffix that USPS publishes is abbreviated, and every abbreviation stays", () => {
  expect(streetSuffixes.size).toBeGreaterThan(400);
  for (const [spelling, standard] of streetSuffixes) {
    expect(normaliseStreet(`1 Zyx ${spelling.toLowerCase()}`).street).toBe(`1 ZYX ${standard}`);
    expect(streetSuffixes.get(standard)).toBe(standard);
  }
});

test("what is remembered of a street is what would be read afresh", () => {
  const word = fc.constantFrom(
    ..."Main St Street North N. Apt Unit # Suite Floor FL 2nd Rear Hwy Highway US County Rd Road PO Box RR Key , - 5 12 4B 1/2".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.nat(99_999), (words, number) => {
      for (const line of [`${number} ${words.join(" ")}`, `${number} ${words.join(" ")}${number}`]) {
        expect(normaliseStreet(line), line).toEqual(normaliseLine(line));
      }
    }),
    { numRuns: 3000 },
  );
});

test("what is written once is written the same again", () => {
  for (const line of [
    "123 N. Main St. Apt. 4B",
    "5 South East Oak Lane",
    "55 County Rd 12",
    "PO Box 9",
    "1 Bay West Dr",
  ]) {
    const { street, unit } = normaliseStreet(line);
    expect(normaliseStreet([street, unit].filter(Boolean).join(" "))).toEqual({ street, unit });
  }
});

test.each([
  ["Apt 4B", "APT 4B"],
  ["4B", "# 4B"],
  ["# 4", "# 4"],
  ["Suite #100", "STE 100"],
  ["No. 5", "# 5"],
  ["Rear", "REAR"],
  ["2nd Floor", "FL 2"],
  ["---", null],
  ["Unit", null],
])("a unit in a column of its own: %s", (text, unit) => {
  expect(normaliseUnit(postalWords(text))).toBe(unit);
});
