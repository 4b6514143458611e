import { describe, expect, test } from "vitest";
import { acme, intake, order, secret, signed } from "./acme.ts";

const json = JSON.stringify(order);
const nested = (depth: number) => `{"id":"1","type":"x","a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const unsigned = (init: RequestInit): RequestInit => ({ method: "POST", body: json, ...init });
const withHeader = (value: string): RequestInit => unsigned({ headers: { "acme-signature": value } });

type Bad = {
  readonly name: string;
  readonly path?: string;
  readonly init: RequestInit;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
};

const unverified = { status: 401, code: "unverified" };
const malformed = { status: 400, code: "malformed-body" };
const unidentifiable = { status: 422, code: "unidentifiable-event" };

const bad: readonly Bad[] = [
  { name: "no signature", init: unsigned({}), ...unverified, reason: "missing-credential" },
  { name: "a wrong secret", init: signed(json, "other"), ...unverified, reason: "mismatch" },
  { name: "another body", init: { ...signed(json), body: `${json} ` }, ...unverified, reason: "mismatch" },
  { name: "an empty signature", init: withHeader(""), ...unverified, reason: "malformed-credential" },
  {
    name: "a signature beyond ASCII",
    init: withHeader("\u00e9\u00ff"),
    ...unverified,
    reason: "malformed-credential",
  },
  {
    name: "a header of 64 kB",
    init: withHeader("a".repeat(65_536)),
    ...unverified,
    reason: "malformed-credential",
  },
  { name: "an empty body", init: signed(""), ...malformed, reason: "not-json" },
  {
    name: "an empty body, not signed",
    init: { method: "POST" },
    ...unverified,
    reason: "missing-credential",
  },
  {
    name: "an endpoint that isn't configured",
    path: "/webhook-acme/crm",
    init: signed(json),
    ...unverified,
    reason: "unknown-endpoint",
  },
  {
    name: "an endpoint that can't exist",
    path: "/webhook-acme/CRM%00",
    init: signed(json),
    ...unverified,
    reason: "unknown-endpoint",
  },
  {
    name: "an endpoint named as a property of every object",
    path: "/webhook-acme/constructor",
    init: signed(json),
    ...unverified,
    reason: "unknown-endpoint",
  },
  { name: "text", init: signed("hello"), ...malformed, reason: "not-json" },
  { name: "JSON with something after it", init: signed(`${json}x`), ...malformed, reason: "not-json" },
  {
    name: "Latin-1",
    init: signed(Uint8Array.from('{"id":"1","type":"\u00e9"}', (c) => c.charCodeAt(0))),
    ...malformed,
    reason: "not-utf-8",
  },
  { name: "10,000 levels", init: signed(nested(9_999)), ...malformed, reason: "too-deep" },
  {
    name: "101 levels below a text that ends in a backslash",
    init: signed(nested(100).replace('"x"', '"\\\\"')),
    ...malformed,
    reason: "too-deep",
  },
  { name: "101 levels", init: signed(nested(100)), ...malformed, reason: "too-deep" },
  {
    name: "10,000 levels that never end",
    init: signed("[".repeat(10_000)),
    ...malformed,
    reason: "too-deep",
  },
  ...["null", "true", "5", '"text"'].map((body) => ({
    name: `JSON that is ${body}`,
    init: signed(body),
    ...unidentifiable,
    reason: "not-an-object",
  })),
  { name: "no identity", init: signed("{}"), ...unidentifiable, reason: "no-identity" },
  { name: "a list of nothing", init: signed("[]"), ...unidentifiable, reason: "no-identity" },
  {
    name: "an empty event id",
    init: signed('{"id":"","type":"x"}'),
    ...unidentifiable,
    reason: "invalid-identity",
  },
  {
    name: "an event id of 256 characters",
    init: signed(JSON.stringify({ id: "x".repeat(256), type: "x" })),
    ...unidentifiable,
    reason: "invalid-identity",
  },
  {
    name: "an event type of 256 characters",
    init: signed(JSON.stringify({ id: "x", type: "x".repeat(256) })),
    ...unidentifiable,
    reason: "invalid-identity",
  },
  {
    name: "1,001 events",
    init: signed(`[${'{"id":"","type":""},'.repeat(1000)}{"id":"","type":""}]`),
    status: 422,
    code: "too-many-events",
    reason: "too-many-events",
  },
  {
    name: "a body over the limit",
    init: signed(`{"id":"${"x".repeat(50_000)}"}`),
    status: 413,
    code: "body-too-large",
    reason: "body-too-large",
  },
  ...["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => ({
    name: method,
    init: { method },
    status: 405,
    code: "method-not-allowed",
    reason: "wrong-method",
  })),
  ...["/webhook-acme/crm/more", "/webhook-acme//crm", "/webhook-acmes", "/", "/webhook-other"].map(
    (path) => ({
      name: path,
      path,
      init: signed(json),
      status: 404,
      code: "not-found",
      reason: "unknown-path",
    }),
  ),
];

describe.each(bad)("$name", ({ path = "/webhook-acme", init, status, code, reason }) => {
  test(`is answered ${status} ${code}, stored nowhere, and logged with its reason`, async () => {
    const { app, deliveries, log } = intake();
    const answer = await app.request(path, init);
    const instance = "00000000-0000-4000-8000-000000000001";

    expect(answer.status).toBe(status);
    expect(headersOf(answer)).toEqual({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-request-id": instance,
      ...(status === 401 && { "www-authenticate": "Webhook" }),
      ...(status === 405 && { allow: "POST" }),
    });
    const text = await answer.text();
    if (init.method === "HEAD") {
      expect(text).toBe("");
    } else {
      expect(JSON.parse(text)).toEqual({
        type: `urn:sluice:problem:${code}`,
        title: expect.stringMatching(/^[A-Z][^{}]+\.$/) as string,
        status,
        instance: `urn:uuid:${instance}`,
      });
    }
    expect(deliveries).toEqual([]);
    expect(log).toMatchObject([{ event: "refused", request: instance, milliseconds: 0, reason }]);
    expect(text + JSON.stringify(log)).not.toContain(secret);
  });
});

test("nothing about a 401 tells a wrong secret from an endpoint that doesn't exist or a missing header", async () => {
  const answers = await Promise.all(
    bad
      .filter(({ status }) => status === 401)
      .map(async ({ path = "/webhook-acme", init }) => {
        const answer = await intake().app.request(path, init);
        return { headers: [...answer.headers], body: await answer.text() };
      }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test("an endpoint that isn't configured costs the same work: its delivery is judged too, by no key of ours", async () => {
  const judged: (readonly string[])[] = [];
  const { app } = intake({
    ...acme,
    scheme: async (_delivery, keys) => {
      judged.push(keys);
      return { ok: true };
    },
  });
  const answer = await app.request("/webhook-acme/crm", signed(json));
  expect(answer.status).toBe(401);
  expect(judged).toHaveLength(1);
  expect(judged[0]).toEqual([expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)]);
});

test("as many levels, bytes, characters and events as are allowed are taken", async () => {
  const events = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), type: "x" }));
  const brackets = JSON.stringify({ ...order, text: `"${"[".repeat(1000)}` });
  for (const body of [
    nested(99),
    brackets,
    `{"id":"1","type":"x"}${" ".repeat(50_000 - 21)}`,
    JSON.stringify({ id: "x".repeat(255), type: "\u{1f600}".repeat(127) }),
  ]) {
    const answer = await intake().app.request("/webhook-acme", signed(body));
    expect(answer.status).toBe(200);
  }
  const { app } = intake();
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(events)));
  expect(answer.status).toBe(200);
});

function headersOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries(headers);
}

test("an endpoint that isn't configured is refused as any other, by a scheme too that takes keys of one form alone", async () => {
  const scheme = () => Promise.reject(new TypeError("That is no public key."));
  const { app, log } = intake({ ...acme, scheme });
  const answer = await app.request("/webhook-acme/nowhere", signed(JSON.stringify(order)));
  expect(answer.status).toBe(401);
  expect(log).toMatchObject([{ event: "refused", reason: "unknown-endpoint" }]);
});
