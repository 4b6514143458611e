import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEcdsaSignature } from "../../../shared/verification/decode-ecdsa-signature.ts";
import { ecdsaSignature } from "../../../shared/verification/ecdsa-signature.ts";

const scheme = ecdsaSignature({ signatureHeader: "X-Signature", timestampHeader: "X-Timestamp" });
const number = fc.bigInt({ min: 1n, max: 2n ** 256n - 1n });

/** A number as DER writes it: as few bytes as there are, the first one below 0x80. */
function derInteger(value: bigint): readonly number[] {
  const hex = value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), "0");
  const bytes = [...Buffer.from(hex, "hex")];
  const signed = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes;
  return [2, signed.length, ...signed];
}

function der(r: bigint, s: bigint): Uint8Array {
  const content = [...derInteger(r), ...derInteger(s)];
  return Uint8Array.of(0x30, content.length, ...content);
}

test("a DER signature is read as its two numbers, 32 bytes each", () => {
  fc.assert(
    fc.property(number, number, (r, s) => {
      const raw = r.toString(16).padStart(64, "0") + s.toString(16).padStart(64, "0");
      expect(Buffer.from(decodeEcdsaSignature(der(r, s)) ?? []).toString("hex")).toBe(raw);
    }),
  );
});

test("a signature has one DER form: any other bytes are none, and none throws", () => {
  fc.assert(
    fc.property(number, number, fc.nat(71), fc.integer({ min: 0, max: 255 }), (r, s, at, byte) => {
      const genuine = der(r, s);
      expect(decodeEcdsaSignature(genuine.slice(0, -1))).toBeNull();
      expect(decodeEcdsaSignature(Uint8Array.of(...genuine, 0))).toBeNull();
      const changed = genuine.with(at % genuine.length, byte);
      const raw = decodeEcdsaSignature(changed);
      if (raw === null) return;
      const [first, second] = [raw.slice(0, 32), raw.slice(32)].map((half) =>
        BigInt(`0x${Buffer.from(half).toString("hex")}`),
      );
      expect(der(first ?? 0n, second ?? 0n)).toEqual(changed);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const raw = decodeEcdsaSignature(bytes);
      expect(raw === null || raw.length === 64).toBe(true);
    }),
  );
});

test("what OpenSSL signs is verified, whatever the size of the numbers", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  for (let number = 0; number < 50; number++) {
    const body = new TextEncoder().encode(`[${number}]`);
    const signature = sign("sha256", Buffer.concat([Buffer.from("1800000000"), body]), privateKey).toString(
      "base64",
    );
    const headers = new Headers({ "X-Signature": signature, "X-Timestamp": "1800000000" });
    const verdict = await scheme(
      { method: "POST", url: "https://example.test/", headers, body },
      [key],
      new Date(1.8e12),
    );
    expect(verdict).toEqual({ ok: true });
  }
});

test.each(["not base64", "AAAA", btoa("-----BEGIN PUBLIC KEY-----")])(
  "rejects when it is called with the key %j",
  async (key) => {
    const delivery = {
      method: "POST",
      url: "https://example.test/",
      headers: new Headers(),
      body: new Uint8Array(),
    };
    await expect(scheme(delivery, [key], new Date(1.8e12))).rejects.toThrow();
  },
);
