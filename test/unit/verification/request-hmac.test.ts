import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bodyHmac } from "../../../shared/verification/body-hmac.ts";
import { firstPresented } from "../../../shared/verification/first-presented.ts";
import { requestHmac } from "../../../shared/verification/request-hmac.ts";
import { sharedToken } from "../../../shared/verification/shared-token.ts";
import type { Delivery } from "../../../shared/verification/types.ts";

const now = new Date(1_800_000_000_000);
const url = "https://project.example.test/functions/v1/webhook-acme?x=1";
const header = "X-Signature";

function delivery(headers: Record<string, string>): Delivery {
  return { method: "POST", url, headers: new Headers(headers), body: new TextEncoder().encode("{}") };
}

function hmac(key: string | Uint8Array, text: string, hash = "sha256"): string {
  return createHmac(hash, key).update(text).digest("hex");
}

describe("requestHmac", () => {
  const timestamp = { header: "X-Timestamp" };

  test.each([
    ["signs no body", { content: "{timestamp}.{url}", timestamp }],
    ["checks a time that isn't signed", { content: "{body}", timestamp }],
    ["signs a time that isn't checked", { content: "{timestamp}.{body}" }],
    ["signs what nothing stands for", { content: "{svix-id}.{body}" }],
  ])("can't be made from a content that %s", (_, options) => {
    expect(() => requestHmac({ header, encoding: "hex", ...options })).toThrow(TypeError);
  });

  test("can't be made with a tolerance that switches the check off", () => {
    const options = { header, encoding: "hex", content: "{timestamp}{body}" } as const;
    expect(() => requestHmac({ ...options, timestamp: { ...timestamp, toleranceSeconds: 0 } })).toThrow(
      RangeError,
    );
  });

  test("signs method, URL, time and body where the content has them, and all else as it stands", async () => {
    const content = "v9|{method}|{url}|{timestamp}|{body}|end";
    const scheme = requestHmac({ header, encoding: "hex", content, timestamp });
    const signature = hmac("key", `v9|POST|${url}|1800000000|{}|end`);
    const signed = delivery({ "X-Signature": signature, "X-Timestamp": "1800000000" });
    expect(await scheme(signed, ["key"], now)).toEqual({ ok: true });
    for (const other of [{ method: "PUT" }, { url: `${url}&y=2` }, { body: new Uint8Array() }]) {
      expect(await scheme({ ...signed, ...other }, ["key"], now)).toEqual({ ok: false, reason: "mismatch" });
    }
  });

  test("decodes the key only where it was told to, and rejects for one that isn't base64", async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const signed = delivery({ "X-Signature": hmac(bytes, "{}") });
    const options = { header, encoding: "hex", content: "{body}" } as const;
    const decoding = requestHmac({ ...options, secretEncoding: "base64" });
    expect(await decoding(signed, ["AQID"], now)).toEqual({ ok: true });
    expect(await requestHmac(options)(signed, ["AQID"], now)).toEqual({ ok: false, reason: "mismatch" });
    await expect(decoding(signed, ["not base64"], now)).rejects.toThrow(TypeError);
  });

  test.each(["sha1", "sha256", "sha512"] as const)("knows %s", async (hash) => {
    const scheme = bodyHmac({ header, encoding: "hex", hash });
    expect(await scheme(delivery({ "X-Signature": hmac("key", "{}", hash) }), ["key"], now)).toEqual({
      ok: true,
    });
  });
});

describe("firstPresented", () => {
  const scheme = firstPresented([
    bodyHmac({ header, encoding: "hex" }),
    sharedToken({ header: "Authorization", headerPrefix: "Bearer " }),
  ]);
  const good = hmac("key", "{}");

  test.each([
    ["the first", { "X-Signature": good }, { ok: true }],
    ["the second, where the first isn't there", { Authorization: "Bearer key" }, { ok: true }],
    ["the first alone, where both are", { "X-Signature": good, Authorization: "Bearer no" }, { ok: true }],
    [
      "the first alone, though it is wrong",
      { "X-Signature": hmac("no", "{}"), Authorization: "Bearer key" },
      { ok: false, reason: "mismatch" },
    ],
    [
      "the first alone, though it is empty",
      { "X-Signature": "", Authorization: "Bearer key" },
      { ok: false, reason: "malformed-credential" },
    ],
    ["none", {}, { ok: false, reason: "missing-credential" }],
  ])("decides by %s", async (_, headers, verdict) => {
    expect(await scheme(delivery(headers), ["key"], now)).toEqual(verdict);
  });

  test("can't be made from nothing", () => {
    expect(() => firstPresented([])).toThrow(TypeError);
  });
});
