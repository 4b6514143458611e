import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { configureScheme, scheme } from "../../../functions/webhook-vapi/scheme.ts";

const body = '{"message":{"type":"hang"}}';
const now = new Date("2027-01-15T08:00:00Z");
const time = String(now.getTime() / 1000);
const url = "https://project.example.test/functions/v1/webhook-vapi";
const key = "vapi-secret-key";
const binaryKey = Buffer.from("vapi-binary-key");
const base64Key = binaryKey.toString("base64");

type Signing = {
  readonly hash?: string;
  readonly secret?: string | Uint8Array;
  readonly encoding?: "hex" | "base64";
};

function sign(content: string, { hash = "sha256", secret = key, encoding = "hex" }: Signing = {}): string {
  return createHmac(hash, secret).update(content).digest(encoding);
}

async function verdictOn(
  settings: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  keys: readonly string[] = [key],
) {
  const delivery = {
    method: "POST",
    url,
    headers: new Headers(headers),
    body: new TextEncoder().encode(body),
  };
  const verdict = await configureScheme(settings)(delivery, keys, now);
  return verdict.ok ? "accepted" : verdict.reason;
}

test("without settings, what Vapi makes by itself is taken", () => {
  expect(configureScheme({})).toBe(scheme);
  expect(configureScheme({ VAPI_CREDENTIAL: " " })).toBe(scheme);
});

const hmac = { VAPI_CREDENTIAL: "hmac" };

type Accepted = {
  readonly credential: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly keys?: readonly string[];
};

const accepted: readonly Accepted[] = [
  {
    credential: "hmac",
    settings: hmac,
    headers: { "x-signature": sign(`${time}.${body}`), "x-timestamp": time },
  },
  {
    credential: "hmac under other headers",
    settings: {
      ...hmac,
      VAPI_HMAC_SIGNATURE_HEADER: "X-Acme-Sign",
      VAPI_HMAC_TIMESTAMP_HEADER: "X-Acme-Time",
    },
    headers: { "x-acme-sign": sign(`${time}.${body}`), "x-acme-time": time },
  },
  {
    credential: "hmac of a time in milliseconds",
    settings: hmac,
    headers: { "x-signature": sign(`${time}123.${body}`), "x-timestamp": `${time}123` },
  },
  {
    credential: "hmac of the body with a prefix",
    settings: { ...hmac, VAPI_HMAC_PAYLOAD_FORMAT: "{body}", VAPI_HMAC_SIGNATURE_PREFIX: "sha256=" },
    headers: { "x-signature": `sha256=${sign(body)}` },
  },
  {
    credential: "hmac of method, address and body by SHA-512 in base64",
    settings: {
      ...hmac,
      VAPI_HMAC_ALGORITHM: "sha512",
      VAPI_HMAC_SIGNATURE_ENCODING: "base64",
      VAPI_HMAC_PAYLOAD_FORMAT: "{method}:{url}:{timestamp}:{body}",
    },
    headers: {
      "x-signature": sign(`POST:${url}:${time}:${body}`, { hash: "sha512", encoding: "base64" }),
      "x-timestamp": time,
    },
  },
  {
    credential: "hmac by a key in base64",
    settings: { ...hmac, VAPI_HMAC_SECRET_ENCODING: "base64" },
    headers: { "x-signature": sign(`${time}.${body}`, { secret: binaryKey }), "x-timestamp": time },
    keys: [base64Key],
  },
  { credential: "secret", settings: { VAPI_CREDENTIAL: "secret" }, headers: { "x-vapi-secret": key } },
  {
    credential: "bearer",
    settings: { VAPI_CREDENTIAL: "bearer" },
    headers: { authorization: `Bearer ${key}` },
  },
  {
    credential: "standard-webhooks",
    settings: { VAPI_CREDENTIAL: "standard-webhooks" },
    headers: {
      "webhook-id": "msg_1",
      "webhook-timestamp": time,
      "webhook-signature": `v1,${sign(`msg_1.${time}.${body}`, { secret: binaryKey, encoding: "base64" })}`,
    },
    keys: [base64Key],
  },
];

describe("a credential that was named", () => {
  test.each(accepted)("$credential is accepted", async ({ settings, headers, keys }) => {
    expect(await verdictOn(settings, headers, keys)).toBe("accepted");
  });

  test.each([
    ["hmac", { "x-vapi-secret": key }],
    ["hmac", { authorization: `Bearer ${key}` }],
    ["secret", { authorization: `Bearer ${key}` }],
    ["bearer", { "x-vapi-secret": key }],
  ])("%s isn't made up for by another", async (VAPI_CREDENTIAL, headers) => {
    expect(await verdictOn({ VAPI_CREDENTIAL }, headers)).toBe("missing-credential");
  });

  test("a signature by another algorithm than the one that was set is refused", async () => {
    const headers = {
      "x-signature": sign(`${time}.${body}`, { hash: "sha1" }),
      "x-timestamp": time,
    };
    expect(await verdictOn(hmac, headers)).toBe("mismatch");
  });
});

test.each([
  ["VAPI_CREDENTIAL", "oauth"],
  ["VAPI_HMAC_ALGORITHM", "md5"],
  ["VAPI_HMAC_SIGNATURE_HEADER", "X Signature"],
  ["VAPI_HMAC_SIGNATURE_ENCODING", "base32"],
  ["VAPI_HMAC_PAYLOAD_FORMAT", "{timestamp}"],
  ["VAPI_HMAC_PAYLOAD_FORMAT", "{svix-id}.{body}"],
  ["VAPI_HMAC_SECRET_ENCODING", "hex"],
])("%s=%s keeps the function from starting, and says so by name", (name, value) => {
  expect(() => configureScheme({ [name]: value })).toThrow(name);
});
