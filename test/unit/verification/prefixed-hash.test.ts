import { describe, expect, test } from "vitest";
import { firstPresented } from "../../../shared/verification/first-presented.ts";
import { prefixedHash } from "../../../shared/verification/prefixed-hash.ts";
import { readVectorFile } from "../../support/vectors.ts";

const header = "X-HubSpot-Signature";
const versionHeader = "X-HubSpot-Signature-Version";
const first = prefixedHash({ header, version: { header: versionHeader, value: "v1" }, coversRequest: false });
const second = prefixedHash({ header, version: { header: versionHeader, value: "v2" }, coversRequest: true });
const either = firstPresented([second, first]);

const [genuine] = readVectorFile("hubspot").vectors;
if (genuine === undefined) throw new Error("HubSpot has vectors.");
const { delivery, keys, now } = genuine;
const url = "https://hooks.example.test/functions/v1/webhooks/hubspot?tenant=acme";

/** The signatures that HubSpot's own library (13.5.0) makes of the genuine vector's body at this URL. */
const signed = {
  v1: "715b6d07e3a1a5f7326f241b7c55fa792df6650333387f59f0aacd47e27b048f",
  v2: "6238a56a0a87e7b52ff3a42f5b9e305a738ebfbd54c1e234fb6d8f9512e2f1de",
};

function sent(version: string, signature: string, change = {}) {
  return {
    ...delivery,
    url,
    headers: new Headers({ [header]: signature, [versionHeader]: version }),
    ...change,
  };
}

describe.each([
  ["v1", first],
  ["v2", second],
] as const)("version %s", (version, scheme) => {
  test("agrees with HubSpot's library, alone and as one of two", async () => {
    expect(await scheme(sent(version, signed[version]), keys, now)).toEqual({ ok: true });
    expect(await either(sent(version, signed[version]), keys, now)).toEqual({ ok: true });
  });

  test("covers the body", async () => {
    const body = new Uint8Array(delivery.body).fill(0x20, -1);
    expect(await scheme(sent(version, signed[version], { body }), keys, now)).toEqual({
      ok: false,
      reason: "mismatch",
    });
  });

  test("is refused under another key, and when it isn't 32 bytes of hex", async () => {
    expect(await scheme(sent(version, signed[version]), ["other"], now)).toEqual({
      ok: false,
      reason: "mismatch",
    });
    for (const signature of ["", "ab", signed[version].toUpperCase(), `${signed[version]}00`]) {
      expect(await scheme(sent(version, signature), keys, now)).toEqual({
        ok: false,
        reason: "malformed-credential",
      });
    }
  });
});

test("only version 2 covers method and URL", async () => {
  const elsewhere = { url: `${url}&x=1` };
  expect(await first(sent("v1", signed.v1, elsewhere), keys, now)).toEqual({ ok: true });
  expect(await second(sent("v2", signed.v2, elsewhere), keys, now)).toEqual({
    ok: false,
    reason: "mismatch",
  });
});

test("a signature of one version is none of the other", async () => {
  expect(await first(sent("v2", signed.v1), keys, now)).toEqual({ ok: false, reason: "missing-credential" });
  expect(await either(sent("v1", signed.v2), keys, now)).toEqual({ ok: false, reason: "mismatch" });
});
