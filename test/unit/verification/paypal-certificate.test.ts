import { beforeAll, describe, expect, test, vi } from "vitest";
import type { FetchCertificate } from "../../../shared/verification/certificate-source.ts";
import { paypalCertificate } from "../../../shared/verification/paypal-certificate.ts";
import type { Delivery } from "../../../shared/verification/types.ts";
import { VerificationUnavailable } from "../../../shared/verification/verification-unavailable.ts";
import {
  authority,
  type Issued,
  issue,
  type KeyPair,
  newRsaKeyPair,
  transmission,
  transmissionTime,
  webhookId,
} from "../../support/paypal-certificates.ts";
import { readVectorFile } from "../../support/vectors.ts";

const live = "https://api.paypal.com/v1/notifications/certs/CERT-1";
const sandbox = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1";
const elsewhere = readVectorFile("paypal")
  .vectors.filter(({ id, result }) => result === "untrusted-certificate" && id !== "certificate-not-there")
  .map(({ delivery }) => delivery.headers.get("paypal-cert-url") ?? "");
const now = new Date(transmissionTime);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const accepted = { ok: true };
const untrusted = { ok: false, reason: "untrusted-certificate" };

let root: Issued;
let keys: KeyPair;
let served: string;
let genuine: Delivery;

beforeAll(async () => {
  keys = await newRsaKeyPair();
  root = await issue({ name: "CN=Root", issuer: null, extensions: authority() });
  served = await certificateOf("messageverificationcerts.paypal.com");
  genuine = await transmission(keys, live);
}, 60_000);

async function certificateOf(commonName: string): Promise<string> {
  return (await issue({ name: `CN=${commonName}`, issuer: root, keys })).pem;
}

/** A scheme, and what it fetched: answered each time by the next of the answers, the last one again and again. */
function schemeAnswered(...answers: readonly (() => Response | Promise<Response>)[]) {
  let calls = 0;
  const fetch = vi.fn<FetchCertificate>(async () => {
    const answer = answers[Math.min(calls++, answers.length - 1)];
    return answer === undefined ? new Response(served) : answer();
  });
  return { fetch, scheme: paypalCertificate({ fetch, trustedRoots: [root.pem] }) };
}

test("throws when it is made without a trusted root, or with a tolerance that switches the check off", () => {
  const fetch = () => Promise.reject(new Error("unused"));
  expect(() => paypalCertificate({ fetch, trustedRoots: [] })).toThrow(TypeError);
  expect(() => paypalCertificate({ fetch, trustedRoots: [root.pem], toleranceSeconds: 0 })).toThrow(
    RangeError,
  );
});

describe("the certificate's name", () => {
  test.each([
    ["messageverificationcerts.paypal.com", live, accepted],
    ["messageverificationcerts.paypal.com", live.replace("api.", "api-m."), accepted],
    ["messageverificationcerts.sandbox.paypal.com", sandbox, accepted],
    ["messageverificationcerts.sandbox.paypal.com", live, untrusted],
    ["messageverificationcerts.paypal.com", sandbox, untrusted],
    ["messageverificationcerts.paypal.com.evil.example", live, untrusted],
    ["evil.messageverificationcerts.paypal.com", live, untrusted],
    ["MESSAGEVERIFICATIONCERTS.PAYPAL.COM", live, untrusted],
    ["www.paypal.com", live, untrusted],
  ])("%s at %s", async (commonName, url, verdict) => {
    const pem = await certificateOf(commonName);
    const { scheme } = schemeAnswered(() => new Response(pem));
    expect(await scheme(await transmission(keys, url), [webhookId], now)).toEqual(verdict);
  });
});

describe("the signature", () => {
  test("is good for any of several webhooks, and for no other", async () => {
    const { scheme } = schemeAnswered();
    expect(await scheme(genuine, ["OTHER", webhookId], now)).toEqual(accepted);
    expect(await scheme(genuine, ["OTHER"], now)).toEqual({ ok: false, reason: "mismatch" });
  });
});

describe("fetching", () => {
  test("asks for nothing while something else is wrong with the delivery", async () => {
    const { fetch, scheme } = schemeAnswered();
    const wrong: readonly (readonly [string, string])[] = [
      ["paypal-transmission-id", "a|b"],
      ["paypal-transmission-time", "2027-01-15T08:05:01Z"],
      ["paypal-transmission-time", "yesterday"],
      ["paypal-transmission-sig", "not base64"],
      ["paypal-auth-algo", "SHA1withRSA"],
      ["paypal-cert-url", "https://evil.example/v1/notifications/certs/CERT-1"],
    ];
    for (const [name, value] of wrong) {
      const headers = new Headers(genuine.headers);
      headers.set(name, value);
      expect(await scheme({ ...genuine, headers }, [webhookId], now)).toMatchObject({ ok: false });
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  test.each(elsewhere)("asks for nothing at %s, though a good certificate be there", async (url) => {
    const { fetch, scheme } = schemeAnswered();
    expect(await scheme(await transmission(keys, url), [webhookId], now)).toEqual(untrusted);
    expect(fetch).not.toHaveBeenCalled();
  });

  test("follows no redirect, and waits for no answer for ever", async () => {
    const { fetch, scheme } = schemeAnswered();
    await scheme(genuine, [webhookId], now);
    expect(fetch).toHaveBeenCalledTimes(1);
    const [url, init] = fetch.mock.lastCall ?? [];
    expect([url, init?.redirect]).toEqual([live, "manual"]);
    expect(init?.signal).toBeInstanceOf(AbortSignal);
  });

  test("is done once for deliveries that arrive together, and for all of the next day", async () => {
    const { fetch, scheme } = schemeAnswered();
    const together = await Promise.all([1, 2, 3].map(() => scheme(genuine, [webhookId], now)));
    expect(together).toEqual([accepted, accepted, accepted]);
    expect(await scheme(genuine, [webhookId], later(86_400))).toEqual(accepted);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(await scheme(genuine, [webhookId], later(86_401))).toEqual(accepted);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test("doesn't outlive the certificate", async () => {
    const notAfter = later(60);
    const name = "CN=messageverificationcerts.paypal.com";
    const { pem } = await issue({ name, issuer: root, keys, notAfter });
    const { scheme } = schemeAnswered(() => new Response(pem));
    expect(await scheme(genuine, [webhookId], now)).toEqual(accepted);
    expect(await scheme(genuine, [webhookId], notAfter)).toEqual(accepted);
    expect(await scheme(genuine, [webhookId], later(61))).toEqual(untrusted);
  });

  test.each<[string, () => Response]>([
    ["nothing is there", () => new Response("no", { status: 404 })],
    ["it is forbidden", () => new Response("no", { status: 403 })],
    [
      "it leads elsewhere",
      () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } }),
    ],
    ["something else is there", () => new Response("<html>")],
    ["it is larger than any certificate", () => new Response(served + "\n".repeat(65_536))],
  ])("refuses when %s, and asks again a minute later", async (_, answer) => {
    const { fetch, scheme } = schemeAnswered(answer, () => new Response(served));
    expect(await scheme(genuine, [webhookId], now)).toEqual(untrusted);
    expect(await scheme(genuine, [webhookId], later(60))).toEqual(untrusted);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(await scheme(genuine, [webhookId], later(61))).toEqual(accepted);
  });

  test.each<[string, () => Response | Promise<Response>]>([
    ["there is no network", () => Promise.reject(new TypeError("error sending request"))],
    ["PayPal has a fault", () => new Response("oops", { status: 500 })],
    ["PayPal is down", () => new Response("oops", { status: 503 })],
    ["PayPal is asked too often", () => new Response("slow down", { status: 429 })],
    [
      "the answer breaks off",
      () => new Response(new ReadableStream({ start: (c) => c.error(new Error("reset")) })),
    ],
  ])("throws, and refuses nobody, when %s; the next delivery asks again", async (_, answer) => {
    const { scheme } = schemeAnswered(answer, () => new Response(served));
    await expect(scheme(genuine, [webhookId], now)).rejects.toBeInstanceOf(VerificationUnavailable);
    expect(await scheme(genuine, [webhookId], now)).toEqual(accepted);
  });

  test("isn't done for more than four addresses at once", async () => {
    const { fetch, scheme } = schemeAnswered(() => new Promise(() => undefined));
    const waiting = [1, 2, 3, 4, 5].map(async (number) => {
      const headers = new Headers(genuine.headers);
      headers.set("paypal-cert-url", `${live}${number}`);
      return scheme({ ...genuine, headers }, [webhookId], now);
    });
    await expect(waiting[4]).rejects.toBeInstanceOf(VerificationUnavailable);
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  test("of a hundred addresses that strangers made up doesn't push out PayPal's", async () => {
    const { fetch, scheme } = schemeAnswered(
      () => new Response(served),
      () => new Response("no", { status: 404 }),
    );
    expect(await scheme(genuine, [webhookId], now)).toEqual(accepted);
    for (let number = 0; number < 100; number++) {
      const headers = new Headers(genuine.headers);
      headers.set("paypal-cert-url", `${live}${number}`);
      expect(await scheme({ ...genuine, headers }, [webhookId], now)).toEqual(untrusted);
    }
    expect(await scheme(genuine, [webhookId], now)).toEqual(accepted);
    expect(fetch).toHaveBeenCalledTimes(101);
  });
});
