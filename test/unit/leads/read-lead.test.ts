import { describe, expect, test } from "vitest";
import { headerPlan } from "../../../shared/leads/header-plan.ts";
import { loadPhoneReader } from "../../../shared/leads/phone-reader.ts";
import { leadReader } from "../../../shared/leads/read-lead.ts";

const now = new Date("2026-11-21T12:00:00Z");
const read = leadReader(await loadPhoneReader("US"), now);

/** A row, by its headers. */
function row(cells: Readonly<Record<string, string>>) {
  return read(headerPlan(Object.keys(cells)), Object.values(cells));
}
const keyed = (cells: Readonly<Record<string, string>>) => row({ mak: "1234567890", ...cells });

test("a cell of nothing that can be shown states nothing", () => {
  const { lead } = keyed({
    name: "\u0001",
    "property type": "\ud800",
    tags: "\u0007,a",
    "consent source": "\u0000",
  });
  expect(JSON.parse(JSON.stringify(lead))).toEqual({ mak: "1234567890", tags: ["a"] });
});

describe("headers", () => {
  test("PropStream's export is mapped, and a mailing address is not taken for the property's", () => {
    const { lead, problems } = row({
      Address: "12 Oak Street",
      "Unit #": "Apt 3",
      City: "St. Louis",
      State: "Missouri",
      Zip: "63109",
      County: "St. Louis City",
      APN: "123-456.78 9",
      "Owner Occupied": "Yes",
      "Owner 1 First Name": "Ann",
      "Owner 1 Last Name": "Lee",
      "Mailing Address": "99 Elm Ave",
      "Mailing Zip": "10001",
      Email: "ann@example.com",
      Mobile: "n/a",
      Landline: "(314) 555-0123",
      "Property Type": "Single Family",
      Bedrooms: "3",
      "Total Bathrooms": "2.5",
      "Building Sqft": "1,850",
      "Effective Year Built": "1987",
      "Est. Value": "$1,250,000",
    });
    expect(problems).toEqual([]);
    expect(lead).toEqual({
      street: "12 OAK ST",
      unit: "APT 3",
      city: "SAINT LOUIS",
      state: "MO",
      postal_code: "63109",
      county: "ST LOUIS CITY",
      apn: "123456789",
      apn_county: "MO/ST LOUIS CITY",
      owner_occupied: true,
      full_name: "Ann Lee",
      given_name: "Ann",
      family_name: "Lee",
      email: "ann@example.com",
      phone: "+13145550123",
      phone_sent: "(314) 555-0123",
      property_type: "Single Family",
      bedrooms: 3,
      bathrooms: 2.5,
      living_area_sqft: 1850,
      year_built: 1987,
      estimated_value_amount: 125_000_000,
      estimated_value_currency: "USD",
    });
  });

  test.each(["MAK", "melissa address key", "Melissa_Address-Key", "\ufeffmak"])("%j is a key", (header) => {
    expect(headerPlan([header]).hasKey).toBe(true);
  });

  test.each([[["street"]], [["street", "city"]], [["email", "phone"]], [["__proto__", "constructor"]], [[]]])(
    "%j tells no lead from another",
    (headers) => expect(headerPlan(headers).hasKey).toBe(false),
  );

  test("what no header is known for is told, once each", () => {
    expect(headerPlan(["mak", "Lot Size Sqft", "", "__proto__"]).unknown).toEqual([
      "Lot Size Sqft",
      "__proto__",
    ]);
  });

  test("of several columns for one thing the preferred one counts, then the next that holds one", () => {
    const lead = (email1: string, email2: string) =>
      keyed({ "Email 2": email2, "Email 1": email1 }).lead?.email;
    expect(lead("a@example.com", "b@example.com")).toBe("a@example.com");
    expect(lead("", "b@example.com")).toBe("b@example.com");
    expect(lead("nobody", "b@example.com")).toBe("b@example.com");
  });
});

describe("a row", () => {
  test.each(["", " ", "-", "N/A", "null", "NONE", "\u2014"])("states nothing by %j", (text) => {
    expect(keyed({ email: text, phone: text, consent: text, unit: text })).toEqual({
      lead: { mak: "1234567890" },
      problems: [],
    });
  });

  test.each([
    [{ mak: "", apn: "12-3" }, true],
    [{ mak: "", street: "1 Main St", zip: "90001" }, true],
    [{ mak: "", street: "1 Main St", city: "Reno", state: "NV" }, true],
    [{ mak: "", street: "1 Main St", city: "Reno" }, false],
    [{ mak: "", zip: "90001" }, false],
    [{ mak: "12", email: "a@example.com" }, false],
    [{ mak: "", street: "Main St", zip: "90001" }, false],
    [{ mak: "", street: "0 Main St", zip: "90001" }, false],
  ])("of %j is kept: %j", (cells, kept) => {
    const { lead, problems } = row(cells);
    expect(lead !== null).toBe(kept);
    expect(problems.some(({ reason }) => reason === "no-key")).toBe(!kept);
  });

  test.each([
    ["email", "not an address", "invalid-email"],
    ["phone", "12", "invalid-phone"],
    ["state", "Atlantis", "invalid-state"],
    ["zip", "ABC", "invalid-postal-code"],
    ["bedrooms", "three", "invalid-number"],
    ["bedrooms", "5000", "out-of-range"],
    ["year built", "87", "out-of-range"],
    ["est. value", "a lot", "invalid-amount"],
    ["est. value", "99,999,999,999", "out-of-range"],
    ["owner occupied", "maybe", "invalid-boolean"],
    ["apn", "1.23457E+12", "invalid-apn"],
    ["apn", "000-000", "invalid-apn"],
    ["score", "101", "out-of-range"],
    ["score", "-1", "invalid-number"],
    ["results", "AS01,<script>", "invalid-code"],
    ["melissa payload", "[1]", "invalid-payload"],
    ["street", "Main Street", "no-house-number"],
  ])("drops %s %j with the reason %s, and keeps the rest", (header, text, reason) => {
    expect(keyed({ [header]: text })).toEqual({
      lead: { mak: "1234567890" },
      problems: [{ column: header, reason }],
    });
  });

  test.each([
    ["90001", "90001"],
    ["90001-1234", "90001-1234"],
    ["900011234", "90001-1234"],
    ["2138", "02138"],
    ["90001.0", "90001"],
  ])("has ZIP code %s as %s", (text, postal_code) => {
    expect(keyed({ zip: text }).lead).toMatchObject({ postal_code });
  });

  test("takes ZIP+4 from a column of its own, and the unit from the address where that names it better", () => {
    expect(keyed({ zip: "90001", "plus 4": "12" }).lead).toMatchObject({ postal_code: "90001-0012" });
    expect(keyed({ street: "1 Main St Apt 4", unit: "4" }).lead).toMatchObject({ unit: "APT 4" });
    expect(keyed({ unit: "4", street: "1 Main St Apt 4" }).lead).toMatchObject({ unit: "APT 4" });
    expect(keyed({ street: "1 Main St Apt 4", unit: "Ste 9" }).lead).toMatchObject({ unit: "STE 9" });
  });

  test("names a parcel by its county only when the state is known too", () => {
    expect(row({ apn: "1", county: "Kern County" }).lead?.apn_county).toBeUndefined();
    expect(row({ apn: "1", county: "Kern County", state: "CA" }).lead?.apn_county).toBe("CA/KERN");
  });

  test("has tags by commas or semicolons, each once", () => {
    expect(keyed({ tags: "hot; absentee ,hot,," }).lead?.tags).toEqual(["hot", "absentee"]);
  });

  test("has what a verification service said, Melissa where none is named", () => {
    expect(keyed({ Results: "AS01,es01" }).lead?.verification).toEqual({
      provider: "melissa",
      codes: ["AS01", "ES01"],
    });
    expect(
      keyed({ results: "OK", "Verification Provider": "ZeroBounce", "verification payload": '{"a":1}' }).lead
        ?.verification,
    ).toEqual({ provider: "zerobounce", codes: ["OK"], payload: { a: 1 } });
  });
});

describe("consent", () => {
  test("counts with the time at which it was given", () => {
    expect(
      keyed({ consent: "yes", "consent at": "2026-11-01T08:00:00-08:00", "consent source": "web form" }).lead,
    ).toEqual({
      mak: "1234567890",
      consent: true,
      consent_at: "2026-11-01T16:00:00Z",
      consent_source: "web form",
    });
    expect(keyed({ consent: "no", "consent at": "2026-11-01T08:00:00Z" }).lead).toEqual({
      mak: "1234567890",
      consent: false,
    });
  });

  test.each([
    [{ consent: "yes" }, [["consent", "no-consent-time"]]],
    [
      { consent: "yes", consent_at: "2026-11-01 08:00:00" },
      [
        ["consent_at", "invalid-time"],
        ["consent", "no-consent-time"],
      ],
    ],
    [
      { consent: "yes", consent_at: "11/01/2026" },
      [
        ["consent_at", "invalid-time"],
        ["consent", "no-consent-time"],
      ],
    ],
    [{ consent: "yes", consent_at: "2027-01-01T00:00:00Z" }, [["consent_at", "time-in-future"]]],
    [{ consent: "", consent_at: "2026-11-01T08:00:00Z" }, [["consent_at", "no-consent"]]],
    [{ consent: "sure" }, [["consent", "invalid-boolean"]]],
  ])("of %j is dropped", (cells, problems) => {
    expect(keyed(cells)).toEqual({
      lead: { mak: "1234567890" },
      problems: problems.map(([column, reason]) => ({ column, reason })),
    });
  });
});
