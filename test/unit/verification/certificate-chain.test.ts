import "reflect-metadata";
import { Extension, KeyUsageFlags } from "@peculiar/x509";
import { beforeAll, describe, expect, test } from "vitest";
import { trustedCertificate } from "../../../shared/verification/certificate-chain.ts";
import { digicertIntermediates, digicertRoots } from "../../../shared/verification/digicert-certificates.ts";
import {
  authority,
  forSha1,
  type Issued,
  issue,
  type KeyPair,
  newKeyPair,
  newRsaKeyPair,
  type Wish,
} from "../../support/paypal-certificates.ts";

const now = new Date("2027-01-15T08:00:00Z");
const name = "CN=leaf.example";

let keys: KeyPair;
let root: Issued;
let middle: Issued;
let leaf: Issued;

beforeAll(async () => {
  keys = await newRsaKeyPair();
  root = await issue({ name: "CN=Root", issuer: null, extensions: authority() });
  middle = await issue({ name: "CN=Middle", issuer: root, extensions: authority() });
  leaf = await issue({ name, issuer: middle, keys });
}, 60_000);

async function commonName(served: readonly Issued[], intermediates: readonly Issued[] = []) {
  const pem = served.map((certificate) => certificate.pem).join("\n");
  const material = { trustedRoots: [root.pem], intermediates: intermediates.map((issued) => issued.pem) };
  return (await trustedCertificate(pem, material, now))?.commonName ?? null;
}

test("a chain is built up to a root, whether what is between was served, in any order, or is ours", async () => {
  expect(await commonName([leaf, middle])).toBe("leaf.example");
  expect(await commonName([leaf, root, middle])).toBe("leaf.example");
  expect(await commonName([leaf], [middle])).toBe("leaf.example");
  expect(await commonName([leaf])).toBeNull();
});

test("a chain may have nothing between, or two", async () => {
  expect(await commonName([await issue({ name, issuer: root, keys })])).toBe("leaf.example");
  const second = await issue({ name: "CN=Second", issuer: middle, extensions: authority({ pathLength: 0 }) });
  const below = await issue({ name, issuer: second, keys });
  expect(await commonName([below, second, middle])).toBe("leaf.example");
});

test("a certificate isn't trusted for having signed itself, nor for an issuer that is called like a root", async () => {
  expect(await commonName([await issue({ name, issuer: null, keys })])).toBeNull();
  const impostor = await issue({ name: "CN=Root", issuer: null, extensions: authority() });
  expect(await commonName([await issue({ name, issuer: impostor, keys }), impostor])).toBeNull();
});

test.each<[string, Partial<Wish>]>([
  ["has expired", { notAfter: new Date(now.getTime() - 1000) }],
  ["isn't valid yet", { notBefore: new Date(now.getTime() + 1000) }],
  ["has two common names", { name: `${name}, CN=other.example` }],
  ["has no common name", { name: "O=Example" }],
  [
    "has something critical that isn't looked at",
    { extensions: [new Extension("1.2.3.4", true, Uint8Array.of(5, 0))] },
  ],
])("a certificate that %s isn't trusted", async (_, wish) => {
  expect(await commonName([await issue({ name, issuer: middle, keys, ...wish }), middle])).toBeNull();
});

test("a certificate that was signed over SHA-1 isn't trusted, though a root did it", async () => {
  const signedBy = async (rootKeys: KeyPair) => {
    const rsaRoot = await issue({ name: "CN=RSA", issuer: null, keys: rootKeys, extensions: authority() });
    const { pem } = await issue({ name, issuer: rsaRoot, keys });
    const trusted = await trustedCertificate(pem, { trustedRoots: [rsaRoot.pem], intermediates: [] }, now);
    return trusted?.commonName;
  };
  expect(await signedBy(keys)).toBe("leaf.example");
  expect(await signedBy(await forSha1(keys))).toBeUndefined();
});

test("a certificate whose key isn't RSA isn't trusted", async () => {
  expect(
    await commonName([await issue({ name, issuer: middle, keys: await newKeyPair() }), middle]),
  ).toBeNull();
});

test.each<[string, Partial<Wish>]>([
  ["has expired", { notAfter: new Date(now.getTime() - 1000) }],
  ["isn't valid yet", { notBefore: new Date(now.getTime() + 1000) }],
  ["doesn't say that it is an authority", { extensions: [] }],
  ["says that it is none", { extensions: authority({ ca: false }) }],
  ["may not sign certificates", { extensions: authority({ usage: KeyUsageFlags.digitalSignature }) }],
])("a certificate isn't trusted when the one above it %s", async (_, wish) => {
  const above = await issue({ name: "CN=Above", issuer: root, extensions: authority(), ...wish });
  expect(await commonName([await issue({ name, issuer: above, keys }), above])).toBeNull();
});

test("a chain isn't longer than an authority in it allows", async () => {
  const last = await issue({ name: "CN=Last", issuer: root, extensions: authority({ pathLength: 0 }) });
  const beyond = await issue({ name: "CN=Beyond", issuer: last, extensions: authority() });
  expect(await commonName([await issue({ name, issuer: beyond, keys }), beyond, last])).toBeNull();
});

test("authorities that signed one another don't hold the search up", async () => {
  const pairs = [await newKeyPair(), await newKeyPair()];
  const [one, two] = await Promise.all(
    pairs.map((pair, index) =>
      issue({ name: `CN=${index}`, issuer: null, keys: pair, extensions: authority() }),
    ),
  );
  if (!one || !two) throw new Error("There are two.");
  const circle = [
    await issue({ name: "CN=0", issuer: two, keys: one.keys, extensions: authority() }),
    await issue({ name: "CN=1", issuer: one, keys: two.keys, extensions: authority() }),
  ];
  expect(await commonName([await issue({ name, issuer: one, keys }), ...circle])).toBeNull();
});

describe("what isn't a certificate", () => {
  test.each([
    "",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    "<html>",
  ])("isn't trusted: %j", async (pem) => {
    expect(await trustedCertificate(pem, { trustedRoots: [root.pem], intermediates: [] }, now)).toBeNull();
  });

  test("throws as a root of ours", async () => {
    const material = { trustedRoots: ["not a certificate"], intermediates: [] };
    await expect(trustedCertificate(leaf.pem, material, now)).rejects.toThrow();
  });
});

test("DigiCert's roots are the ones that browsers know, and each of the certificates between leads to one", async () => {
  const fingerprints = await Promise.all(
    digicertRoots.map(async (pem) => {
      const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64");
      return Buffer.from(await crypto.subtle.digest("SHA-256", der)).toString("hex");
    }),
  );
  expect(fingerprints).toEqual([
    "7431e5f4c3c1ce4690774f0b61e05440883ba9a01ed00ba6abd7806ed3b118cf",
    "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f",
  ]);
  for (const pem of digicertIntermediates) {
    const material = { trustedRoots: digicertRoots, intermediates: [] };
    expect((await trustedCertificate(pem, material, now))?.commonName).toMatch(/^DigiCert /);
  }
});
