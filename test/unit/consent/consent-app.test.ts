import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { consentApp } from "../../../shared/consent/consent-app.ts";
import type { ConsentDoor } from "../../../shared/consent/consent-door.ts";
import type { ConsentLogEntry } from "../../../shared/consent/consent-log.ts";
import type { ConsentPurpose } from "../../../shared/consent/consent-token.ts";
import { signConsentToken } from "../../../shared/consent/sign-consent-token.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { addressLimiter } from "../../../shared/rate-limit/address-limiter.ts";

const key = "MARKED-secret-of-the-links-0123456789";
const nonce = "MARKEDnonceAAAAAAAAAAA";
const now = new Date("2027-01-15T08:00:00Z");
const expiresAt = now.getTime() / 1000 + 3600;
const tokenOf = (purpose: ConsentPurpose, fields = {}) =>
  signConsentToken({ purpose, lead: 42, nonce, expiresAt, ...fields }, key);

let redeemed: (string | null)[] = [];
let logged: ConsentLogEntry[] = [];
let counted: string[] = [];
beforeEach(() => {
  redeemed = [];
  logged = [];
  counted = [];
});

const broker = "Acme <Homes>";
const openDoor: ConsentDoor = {
  show: async ({ purpose }) => ({
    broker,
    text: purpose === "consent" ? { version: "1", body: "I agree & so on." } : null,
  }),
  redeem: async ({ purpose }, address) => {
    redeemed.push(address);
    return { broker, status: purpose === "consent" ? "consented" : "unsubscribed" };
  },
};

type Setting = {
  readonly publicUrl?: string;
  readonly pageUrl?: string | null;
  readonly door?: ConsentDoor | undefined;
};

function appWith({ publicUrl = "https://links.example.com", pageUrl = null, door = openDoor }: Setting = {}) {
  return consentApp({
    settings: { keys: [key], publicUrl, pageUrl },
    door,
    addresses: addressLimiter(() => now.getTime()),
    count: (reason) => counted.push(reason),
    now: () => now,
    log: (entry) => logged.push(entry),
    newRequestId: () => "00000000-0000-4000-8000-000000000000",
  });
}

const agree = { method: "POST", body: new URLSearchParams({ agree: "yes" }) };
const platform = "https://abc.supabase.co/functions/v1";
const pageUrl = "https://www.example.com/agree?lang=en";

async function asked(setting: Setting, purpose: ConsentPurpose, init: RequestInit = {}) {
  const response = await appWith(setting).request(`/consent/${tokenOf(purpose)}`, init);
  return { response, status: response.status, text: await response.text() };
}

describe("looking at a link", () => {
  it.each(["GET", "HEAD"])("by %s redeems nothing", async (method) => {
    for (const purpose of ["consent", "unsubscribe"] as const) {
      const { status } = await asked({}, purpose, { method });
      expect(status).toBe(200);
    }
    expect(redeemed).toEqual([]);
  });

  it("shows a page with a form, in which nothing that a broker is called does anything", async () => {
    const { response, text } = await asked({}, "consent", { headers: { accept: "text/html,*/*" } });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toContain("Acme &lt;Homes&gt;");
    expect(text).toContain("I agree &amp; so on.");
    expect(text).toContain('<input type="hidden" name="agree" value="yes">');
  });

  it("lets the page have its own style, and no other", async () => {
    const { response, text } = await asked({}, "unsubscribe");
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(style).not.toBe("");
    expect(response.headers.get("content-security-policy")).toContain(`; style-src 'sha256-${hash}';`);
  });

  it("is JSON for who asks for that, readable by the business's own page alone", async () => {
    const headers = { accept: "application/json" };
    const { response, text } = await asked({ publicUrl: platform, pageUrl }, "consent", { headers });
    expect(JSON.parse(text)).toEqual({
      purpose: "consent",
      broker,
      text: { version: "1", body: "I agree & so on." },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://www.example.com");
    const { response: other } = await asked({}, "consent", { headers });
    expect(other.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("on the platform's domain leads to the business's page, with the token where no server sees it", async () => {
    const { response, status } = await asked({ publicUrl: platform, pageUrl }, "consent");
    expect(status).toBe(303);
    expect(response.headers.get("location")).toBe(`${pageUrl}#${tokenOf("consent")}`);
    expect(await asked({ publicUrl: platform }, "consent")).toMatchObject({
      status: 200,
      text: expect.stringContaining("can't be shown here") as string,
    });
  });
});

describe("redeeming a link", () => {
  it("takes a form that agrees, and notes the address that the platform's edge saw", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.7", "x-forwarded-for": "198.51.100.1" };
    expect((await asked({}, "consent", { ...agree, headers })).text).toContain(
      "Your agreement was recorded.",
    );
    await asked({}, "consent", { ...agree, headers: { "x-forwarded-for": "198.51.100.1" } });
    expect(redeemed).toEqual(["203.0.113.7", null]);
  });

  it.each([
    ["nothing", {}],
    ["a mail program's unsubscription", { body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) }],
    ["a form that doesn't agree", { body: new URLSearchParams({ agree: "no" }) }],
  ])("makes nobody agree by %s", async (_, init) => {
    expect((await asked({}, "consent", { method: "POST", ...init })).status).toBe(422);
    expect(redeemed).toEqual([]);
  });

  it.each([
    ["nothing", {}],
    ["a form as RFC 8058 has it", { body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) }],
    ["a multipart form", { body: form({ "List-Unsubscribe": "One-Click" }) }],
  ])("unsubscribes by %s, without a redirect", async (_, init) => {
    const headers = { accept: "application/json" };
    const result = await asked({ publicUrl: platform, pageUrl }, "unsubscribe", {
      method: "POST",
      headers,
      ...init,
    });
    expect(result.status).toBe(200);
    expect(JSON.parse(result.text)).toEqual({ broker, status: "unsubscribed" });
  });

  it("answers 503 when the database can't be reached, so that a mail program tries again", async () => {
    const door = { ...openDoor, redeem: () => Promise.reject(new DatabaseUnavailable("NETWORK")) };
    const { response, status } = await asked({ door }, "unsubscribe", { method: "POST" });
    expect(status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
  });
});

const usedDoor: ConsentDoor = { show: async () => null, redeem: async () => null };
const refusals: readonly { readonly what: string; readonly token: string; readonly door?: ConsentDoor }[] = [
  { what: "used or unknown", token: tokenOf("consent"), door: usedDoor },
  { what: "another lead's", token: tokenOf("consent").replace(".42.", ".43.") },
  { what: "expired", token: tokenOf("consent", { expiresAt: expiresAt - 3600 }) },
  { what: "altered", token: tokenOf("consent").replace("AAA", "AAB") },
  { what: "no link", token: "nonsense" },
];

it.each(refusals)("a link that is $what gets the one answer, and is counted", async ({ token, door }) => {
  for (const init of [{}, agree]) {
    const response = await appWith({ door }).request(`/consent/${token}`, init);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(
      '{"type":"urn:sluice:problem:invalid-link","title":"This link is not valid, or not any more.","status":404,' +
        '"instance":"urn:uuid:00000000-0000-4000-8000-000000000000"}',
    );
  }
  expect(redeemed).toEqual([]);
  expect(counted).toHaveLength(2);
});

it.each(refusals)(
  "a link that is $what is a page that says no more, for a browser",
  async ({ token, door }) => {
    const headers = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
    const response = await appWith({ door }).request(`/consent/${token}`, { headers });
    const expected = await appWith().request("/consent/nonsense", { headers });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe(await expected.text());
  },
);

it("who tries link after link is slowed down", async () => {
  const app = appWith();
  const headers = { "cf-connecting-ip": "203.0.113.7" };
  const statuses: number[] = [];
  for (let tried = 0; tried < 202; tried += 1) {
    statuses.push((await app.request("/consent/nonsense", { headers })).status);
  }
  expect(statuses.slice(0, 200)).toEqual(Array(200).fill(404));
  expect(statuses.slice(200)).toEqual([429, 429]);
  expect((await app.request(`/consent/${tokenOf("consent")}`, { headers })).status).toBe(200);
});

it.each(["PUT", "DELETE", "PATCH"])("%s is no way to use a link", async (method) => {
  const { response, status } = await asked({}, "consent", { method });
  expect(status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
});

it("neither secret nor token reaches the log", async () => {
  await asked({}, "consent");
  await asked({}, "consent", agree);
  await asked({ door: usedDoor }, "consent", agree);
  expect(logged).toHaveLength(3);
  expect(JSON.stringify(logged)).not.toContain("MARKED");
});

function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}
