import { describe, expect, test } from "vitest";
import { readContact } from "../../../shared/contacts/read-contact.ts";

const at = "2027-01-15T08:00:00Z";
const email = "jane@example.com";

async function read(sent: Parameters<typeof readContact>[1]) {
  return readContact({ at }, sent);
}

test("a person is whom an address or a provider's id names", async () => {
  expect(await read({ email })).toStrictEqual([{ kind: "contact", at, email }]);
  expect(await read({ identities: { "stripe:customer": "cus_1", "stripe:other": undefined } })).toStrictEqual(
    [{ kind: "contact", at, identities: [{ scope: "stripe:customer", value: "cus_1" }] }],
  );
});

test("nobody is named by less", async () => {
  const nameless = { full_name: "Jane Doe", phone: "+15550100001", identities: { "stripe:customer": "" } };
  expect(await read({ ...nameless, email: "not an address" })).toEqual([]);
});

test("an address that is none is left out", async () => {
  expect(await read({ email: "jane@", identities: { "stripe:customer": "cus_1" } })).not.toHaveProperty(
    "0.email",
  );
});

test("the stamp is that of the statement", async () => {
  expect(await readContact({ at, rank: 7 }, { email })).toMatchObject([{ at, rank: 7 }]);
});

describe("names", () => {
  test.each([
    [
      { given_name: "Jane", family_name: "Doe" },
      { full_name: "Jane Doe", given_name: "Jane", family_name: "Doe" },
    ],
    [{ given_name: "Jane" }, { full_name: "Jane", given_name: "Jane" }],
    [{ full_name: "Maria del Carmen" }, { full_name: "Maria del Carmen" }],
    [
      { full_name: "Dr. Jane Doe", given_name: "Jane", family_name: "Doe" },
      { full_name: "Dr. Jane Doe", given_name: "Jane", family_name: "Doe" },
    ],
    [{ full_name: "  ", given_name: "", family_name: null }, {}],
    [{ full_name: 7 }, {}],
    [{ full_name: "Jane\u0000\nDoe\ud800" }, { full_name: "Jane Doe" }],
  ])("%o are stated as %o", async (sent, names) => {
    expect(await read({ email, ...sent })).toStrictEqual([{ kind: "contact", at, email, ...names }]);
  });
});

test("a telephone number is stated beside what was sent", async () => {
  expect(await read({ email, phone: "(949) 555-0100", phone_countries: [null, "US"] })).toMatchObject([
    { phone: "+19495550100", phone_sent: "(949) 555-0100" },
  ]);
});
