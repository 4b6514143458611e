import { expect, test, vi } from "vitest";
import type { Provider } from "../../../shared/intake/provider.ts";
import { acme, intake, order, secret, signed } from "./acme.ts";

test("a verified delivery is stored in one call and answered with what became of it", async () => {
  const { app, deliveries, log } = intake();
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(order)));

  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "stored", id: "ord_1" });
  expect(Object.fromEntries(answer.headers)).toEqual({
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": "00000000-0000-4000-8000-000000000001",
  });
  expect(deliveries).toEqual([
    {
      provider: "acme",
      endpoint: "",
      request_id: "00000000-0000-4000-8000-000000000001",
      events: [
        {
          id: "ord_1",
          type: "order.paid",
          occurred_at: "2027-01-15T08:00:00Z",
          payload: order,
          changes: [],
          problem: null,
          nonce: null,
        },
      ],
      rate_limit: { spend_token: true, share: 1 },
    },
  ]);
  expect(log).toEqual([
    {
      event: "processed",
      request: "00000000-0000-4000-8000-000000000001",
      milliseconds: 0,
      limiterMilliseconds: 0,
      endpoint: "",
      status: "stored",
      events: 1,
      receipts: [1],
    },
  ]);
});

test("a repeat is answered 200 as a duplicate", async () => {
  const { app } = intake();
  await app.request("/webhook-acme", signed(JSON.stringify(order)));
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(order)));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "duplicate", id: "ord_1" });
});

test("several events are answered one by one, under the status that asks most for attention", async () => {
  const normalise: Provider["normalise"] = ({ type }) =>
    type === "bad"
      ? { ok: false, problem: { code: "missing-field", field: "amount" } }
      : { ok: true, changes: type === "tag" ? [tag] : [] };
  const tag = { kind: "tag", name: "vip", applied: true, at: "2027-01-15T08:00:00Z" } as const;
  const { app } = intake({ ...acme, normalise });
  const batch = (...types: readonly string[]) =>
    signed(JSON.stringify(types.map((type) => ({ id: type, type }))));

  const answers = [];
  for (const types of [
    ["other", "tag", "bad"],
    ["other", "tag", "bad"],
    ["other", "stored"],
    ["tag", "tag"],
  ]) {
    answers.push(await (await app.request("/webhook-acme", batch(...types))).json());
  }
  expect(answers).toEqual([
    {
      status: "deferred",
      events: [
        { id: "other", status: "stored" },
        { id: "tag", status: "processed" },
        { id: "bad", status: "deferred" },
      ],
    },
    expect.objectContaining({ status: "duplicate" }),
    expect.objectContaining({ status: "stored" }),
    expect.objectContaining({ status: "duplicate" }),
  ]);
});

test("an event that can't be mapped is kept with its problem and answered 200", async () => {
  const problem = { code: "unknown-currency", field: "data.currency" } as const;
  const { app, deliveries } = intake({ ...acme, normalise: () => ({ ok: false, problem }) });
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(order)));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "deferred", id: "ord_1" });
  expect(deliveries[0]?.events[0]).toMatchObject({ payload: order, changes: [], problem });
});

test("a normaliser that throws loses nothing: the event is kept and the log says where", async () => {
  const normalise = () => {
    throw new Error("MARKED message");
  };
  const { app, deliveries, log } = intake({ ...acme, normalise });
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(order)));
  expect(await answer.json()).toEqual({ status: "deferred", id: "ord_1" });
  expect(deliveries[0]?.events[0]?.problem).toEqual({ code: "normaliser-failed", field: "" });
  expect(log).toMatchObject([
    { event: "failed", step: "normalise", error: "Error" },
    { event: "processed", status: "deferred" },
  ]);
  expect(JSON.stringify(log)).not.toContain("MARKED");
});

test("a time that PostgreSQL can't read is left out rather than failing the delivery", async () => {
  const { app, deliveries } = intake();
  for (const at of ["2027-02-30T00:00:00Z", "yesterday", "", "2027-01-15T08:00:00.123456+02:00"]) {
    await app.request("/webhook-acme", signed(JSON.stringify({ ...order, at })));
  }
  const times = deliveries.map(({ events }) => events[0]?.occurred_at);
  expect(times).toEqual([null, null, null, "2027-01-15T06:00:00.123456Z"]);
});

test("while a secret is rotated, both hold", async () => {
  const { app } = intake(acme, { keys: () => ["old", "new"] });
  for (const [key, status] of [
    ["old", 200],
    ["new", 200],
    ["other", 401],
  ] as const) {
    const answer = await app.request("/webhook-acme", signed(JSON.stringify(order), key));
    expect(answer.status).toBe(status);
  }
});

test("a named endpoint has keys of its own, and its events are told apart from others'", async () => {
  const keys: Readonly<Record<string, readonly string[]>> = { "": [secret], crm: ["of-crm"] };
  const { app, deliveries } = intake(acme, { keys: (endpoint) => keys[endpoint] ?? null });
  const request = async (path: string, key: string) =>
    (await app.request(path, signed(JSON.stringify(order), key))).status;

  expect(await request("/webhook-acme/crm", "of-crm")).toBe(200);
  expect(await request("/webhook-acme/crm/", "of-crm")).toBe(200);
  expect(await request("/webhook-acme/crm", secret)).toBe(401);
  expect(await request("/webhook-acme", "of-crm")).toBe(401);
  expect(await request("/webhook-acme/shop", secret)).toBe(401);
  expect(deliveries.map(({ endpoint }) => endpoint)).toEqual(["crm", "crm"]);
});

test("the scheme sees the public address with the query, whatever host the platform calls", async () => {
  const scheme = vi.fn<Provider["scheme"]>(() => Promise.resolve({ ok: true }));
  const { app } = intake({ ...acme, scheme });
  await app.request("http://edge-runtime.internal:8081/webhook-acme/?a=b%20c", signed(JSON.stringify(order)));
  const [delivery] = scheme.mock.calls[0] ?? [];
  expect(delivery?.url).toBe("https://project.example.test/functions/v1/webhook-acme/?a=b%20c");
});

test("a token in the path is the sender's secret: no endpoint, and in no log", async () => {
  const scheme: Provider["scheme"] = async ({ url }) =>
    url.endsWith("/MARKED-token") ? { ok: true } : { ok: false, reason: "mismatch" };
  const { app, deliveries, log } = intake({ ...acme, pathSegment: "token", scheme });
  expect((await app.request("/webhook-acme/MARKED-token", signed(JSON.stringify(order)))).status).toBe(200);
  expect((await app.request("/webhook-acme/MARKED-other", signed(JSON.stringify(order)))).status).toBe(401);
  expect(deliveries.map(({ endpoint }) => endpoint)).toEqual([""]);
  expect(JSON.stringify(log)).not.toContain("MARKED");
});
