import fc from "fast-check";
import { expect, test } from "vitest";
import { readConsentToken } from "../../../shared/consent/read-consent-token.ts";
import { signConsentToken } from "../../../shared/consent/sign-consent-token.ts";

const [key, older] = ["a-secret-of-thirty-two-characters", "another-secret-of-32-characters.."];
const now = new Date("2027-01-15T08:00:00Z");
const token = {
  purpose: "consent",
  lead: 42,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  expiresAt: now.getTime() / 1000 + 1,
} as const;
const signed = signConsentToken(token, key);

test("what is signed is read again, with a key that is being rotated out too", () => {
  expect(readConsentToken(signed, [key], now)).toEqual({ ok: true, token });
  expect(readConsentToken(signConsentToken(token, older), [key, older], now)).toEqual({ ok: true, token });
});

test("a signature stays what it is", () => {
  // printf 'sluice consent link: consent.42.AAAAAAAAAAAAAAAAAAAAAA.1800000001' |
  //   openssl dgst -sha256 -hmac a-secret-of-thirty-two-characters -binary | basenc --base64url
  expect(signed).toBe(
    "consent.42.AAAAAAAAAAAAAAAAAAAAAA.1800000001.LM02DIAFoJxxUCZKWiK66f-lAUhkO3215sztP6Vrzuk",
  );
});

test("it holds until its second, and not in it", () => {
  const expiry = new Date(token.expiresAt * 1000);
  expect(readConsentToken(signed, [key], new Date(expiry.getTime() - 1))).toMatchObject({ ok: true });
  expect(readConsentToken(signed, [key], expiry)).toEqual({ ok: false, reason: "expired" });
});

test.each([
  ["another purpose", { purpose: "unsubscribe" }],
  ["another lead", { lead: 43 }],
  ["another nonce", { nonce: "AAAAAAAAAAAAAAAAAAAAAB" }],
  ["another expiry", { expiresAt: token.expiresAt + 1 }],
])("the signature isn't that of %s", (_, fields) => {
  const [signature = ""] = signed.split(".").slice(-1);
  const { purpose, lead, nonce, expiresAt } = { ...token, ...fields };
  const altered = [purpose, lead, nonce, expiresAt, signature].join(".");
  expect(readConsentToken(altered, [key], now)).toEqual({ ok: false, reason: "mismatch" });
});

test("one character more, less or other is another token", () => {
  fc.assert(
    fc.property(
      fc.nat(signed.length - 1),
      fc.string({ unit: "binary-ascii", maxLength: 1 }),
      fc.nat(1),
      (at, put, taken) => {
        const altered = signed.slice(0, at) + put + signed.slice(at + taken);
        fc.pre(altered !== signed);
        expect(readConsentToken(altered, [key], now).ok).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  "",
  "consent",
  `${signed}.`,
  ` ${signed}`,
  `${signed}\n`,
  signed.toUpperCase(),
  signed.replace("42", "042"),
])("%j is no token", (text) => {
  expect(readConsentToken(text, [key], now)).toEqual({ ok: false, reason: "malformed-credential" });
});
