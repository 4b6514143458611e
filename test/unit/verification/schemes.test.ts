import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bodyHmac } from "../../../shared/verification/body-hmac.ts";
import { constantTimeEqual } from "../../../shared/verification/constant-time-equal.ts";
import { hmacMatches } from "../../../shared/verification/hmac-matches.ts";
import { sharedToken } from "../../../shared/verification/shared-token.ts";
import { standardWebhooks } from "../../../shared/verification/standard-webhooks.ts";
import { timestampedHmac } from "../../../shared/verification/timestamped-hmac.ts";
import type { Delivery } from "../../../shared/verification/types.ts";

const now = new Date(1_800_000_000_000);
const url = "https://project.example.test/functions/v1/webhook-acme";

function delivery(headers: Record<string, string>, body = "{}"): Delivery {
  return { method: "POST", url, headers: new Headers(headers), body: new TextEncoder().encode(body) };
}

function hmac(key: string | Uint8Array, text: string, encoding: "hex" | "base64" = "hex"): string {
  return createHmac("sha256", key).update(text).digest(encoding);
}

describe("a tolerance", () => {
  test.each([0, -300, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "of %d is refused when the scheme is made",
    (toleranceSeconds) => {
      expect(() => timestampedHmac({ header: "Acme-Signature", toleranceSeconds })).toThrow(RangeError);
      expect(() => standardWebhooks({ toleranceSeconds })).toThrow(RangeError);
    },
  );

  test("of its own moves the edges", async () => {
    const scheme = timestampedHmac({ header: "Acme-Signature", toleranceSeconds: 5 });
    const signed = delivery({ "Acme-Signature": `t=1799999995,v1=${hmac("key", "1799999995.{}")}` });
    expect(await scheme(signed, ["key"], now)).toEqual({ ok: true });
    expect(await scheme(signed, ["key"], new Date(now.getTime() + 1000))).toEqual({
      ok: false,
      reason: "expired",
    });
  });
});

describe("timestampedHmac", () => {
  test("reads other names, another separator, another joint and milliseconds", async () => {
    const scheme = timestampedHmac({
      header: "Acme-Signature",
      fields: { timestamp: "ts", signature: "h1" },
      separator: ";",
      joint: ":",
      unit: "milliseconds",
    });
    const value = `ts=1799999999123;h1=${hmac("key", "1799999999123:{}")}`;
    expect(await scheme(delivery({ "Acme-Signature": value }), ["key"], now)).toEqual({ ok: true });
    expect(await scheme(delivery({ "Acme-Signature": value.replace(";", ",") }), ["key"], now)).toEqual({
      ok: false,
      reason: "malformed-credential",
    });
  });

  test("takes the same number of seconds in milliseconds for 1970", async () => {
    const scheme = timestampedHmac({ header: "Acme-Signature", unit: "milliseconds" });
    const signed = delivery({ "Acme-Signature": `t=1800000000,v1=${hmac("key", "1800000000.{}")}` });
    expect(await scheme(signed, ["key"], now)).toEqual({ ok: false, reason: "expired" });
  });
});

describe("standardWebhooks", () => {
  const headers = (signature: string) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": "1800000000",
    "webhook-signature": `v1,${signature}`,
  });

  test.each(["whsec_", "whsec_not base64", "whsec_AR==", "whsec_AQ", "v1", "whpk_AQ=="])(
    "rejects when it is called with the key %j, which isn't base64",
    async (key) => {
      await expect(standardWebhooks()(delivery({}), [key], now)).rejects.toThrow(TypeError);
    },
  );

  test("takes a secret as text only where it was told to", async () => {
    const signed = delivery(headers(hmac("a secret that isn't base64", "msg_1.1800000000.{}", "base64")));
    const scheme = standardWebhooks({ secretEncoding: "utf8" });
    expect(await scheme(signed, ["a secret that isn't base64"], now)).toEqual({ ok: true });
    expect(await scheme(signed, ["another"], now)).toEqual({ ok: false, reason: "mismatch" });
  });

  test("doesn't put a key in what it throws", async () => {
    const error: unknown = await standardWebhooks()(delivery({}), ["sensitive!"], now).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).not.toContain("sensitive");
  });
});

describe("sharedToken", () => {
  test("needs a place to look in", () => {
    expect(() => sharedToken({})).toThrow(TypeError);
    expect(() => sharedToken({ headerPrefix: "Bearer " })).toThrow(TypeError);
  });

  test("reads a header, after its prefix", async () => {
    const scheme = sharedToken({ header: "Authorization", headerPrefix: "Bearer " });
    const verdict = (value: string) => scheme(delivery({ Authorization: value }), ["secret"], now);
    expect(await verdict("Bearer secret")).toEqual({ ok: true });
    expect(await verdict("Bearer other")).toEqual({ ok: false, reason: "mismatch" });
    expect(await verdict("secret")).toEqual({ ok: false, reason: "malformed-credential" });
    expect(await verdict("Bearer ")).toEqual({ ok: false, reason: "malformed-credential" });
    expect(await scheme(delivery({}), ["secret"], now)).toEqual({ ok: false, reason: "missing-credential" });
  });

  test("refuses a header and a query that disagree, whichever is right", async () => {
    const scheme = sharedToken({ header: "X-Token", query: "token" });
    const sent = (header: string, query: string) =>
      scheme({ ...delivery({ "X-Token": header }), url: `${url}?token=${query}` }, ["secret"], now);
    expect(await sent("secret", "secret")).toEqual({ ok: true });
    expect(await sent("secret", "other")).toEqual({ ok: false, reason: "mismatch" });
    expect(await sent("other", "secret")).toEqual({ ok: false, reason: "mismatch" });
  });
});

describe("bodyHmac", () => {
  test("reads the prefix, the encoding and the hash that it was told, and no other", async () => {
    const scheme = bodyHmac({ header: "X-Signature", prefix: "sha512=", encoding: "base64", hash: "sha512" });
    const signature = createHmac("sha512", "key").update("{}").digest("base64");
    const verdict = (value: string) => scheme(delivery({ "X-Signature": value }), ["key"], now);
    expect(await verdict(`sha512=${signature}`)).toEqual({ ok: true });
    expect(await verdict(signature)).toEqual({ ok: false, reason: "malformed-credential" });
    expect(await verdict(`SHA512=${signature}`)).toEqual({ ok: false, reason: "malformed-credential" });
    expect(await verdict(`sha512=${hmac("key", "{}", "base64")}`)).toEqual({ ok: false, reason: "mismatch" });
  });
});

describe("hmacMatches", () => {
  const mac = createHmac("sha256", "key").update("message").digest();

  test("hashes the parts of a message as one", () => {
    expect(hmacMatches("sha256", ["key"], ["mess", new TextEncoder().encode("age")], [mac])).toBe(true);
    expect(hmacMatches("sha256", ["key"], ["age", "mess"], [mac])).toBe(false);
  });

  test("compares whole: neither a start, nor more, nor nothing", () => {
    for (const candidate of [mac.subarray(0, 16), Uint8Array.of(...mac, 0), new Uint8Array()]) {
      expect(hmacMatches("sha256", ["key"], ["message"], [candidate])).toBe(false);
    }
  });

  test("tries every key with every candidate", () => {
    const other = new Uint8Array(32);
    expect(hmacMatches("sha256", ["other", "key"], ["message"], [other, mac])).toBe(true);
    expect(hmacMatches("sha256", ["other"], ["message"], [other, mac])).toBe(false);
    expect(hmacMatches("sha256", ["key"], ["message"], [])).toBe(false);
  });
});

test("constantTimeEqual compares whole texts, of any length", () => {
  expect(constantTimeEqual("secret", "secret")).toBe(true);
  expect(constantTimeEqual("", "")).toBe(true);
  for (const other of ["", "secre", "secrets", "Secret", "secret\0", "sécret"]) {
    expect(constantTimeEqual("secret", other)).toBe(false);
  }
});
