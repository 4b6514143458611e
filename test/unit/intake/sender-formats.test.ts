import { describe, expect, test } from "vitest";
import { jsonOrForm } from "../../../shared/intake/form-body.ts";
import type { Provider } from "../../../shared/intake/provider.ts";
import { acme, intake, order, signed } from "./acme.ts";

const formType = "application/x-www-form-urlencoded; charset=utf-8";

function signedForm(body: string | Uint8Array): RequestInit {
  const request = signed(body);
  const headers = new Headers(request.headers);
  headers.set("content-type", formType);
  return { ...request, headers };
}

async function receive(provider: Provider, request: RequestInit) {
  const { app, deliveries, log } = intake(provider);
  const answer = await app.request("/webhook-acme", request);
  return { answer, log, payload: deliveries[0]?.events[0]?.payload };
}

describe("a sender of forms", () => {
  const fields: Provider = { ...acme, parse: jsonOrForm() };
  const field: Provider = { ...acme, parse: jsonOrForm("payload") };

  test("has a form's fields taken as an object, of a repeated one the last", async () => {
    const { payload } = await receive(fields, signedForm("id=1&type=a+b&note=x&note=%C3%BC&__proto__=y"));
    expect(JSON.stringify(payload)).toBe('{"id":"1","type":"a b","note":"ü","__proto__":"y"}');
  });

  test("may send JSON as well", async () => {
    expect((await receive(fields, signed(JSON.stringify(order)))).payload).toEqual(order);
  });

  test("may put JSON into a field", async () => {
    const form = new URLSearchParams({ payload: JSON.stringify(order), other: "x" }).toString();
    expect((await receive(field, signedForm(form))).payload).toEqual(order);
    expect((await receive(field, signedForm("id=1&type=x"))).payload).toEqual({ id: "1", type: "x" });
  });

  test.each([
    ["JSON in a field that is none", field, "payload=%7B", "not-json"],
    ["JSON in a field that is too deep", field, `payload=${"[".repeat(101)}${"]".repeat(101)}`, "too-deep"],
    ["JSON in a field that is no object", field, "payload=1", "not-an-object"],
    ["a form without identity", fields, "a=b", "no-identity"],
    ["an empty form", fields, "", "no-identity"],
    ["a form that isn't UTF-8", fields, Uint8Array.of(0x69, 0x3d, 0xff), "not-utf-8"],
  ] as const)("is refused %s", async (_, provider, body, reason) => {
    expect((await receive(provider, signedForm(body))).log).toMatchObject([{ event: "refused", reason }]);
  });

  test("is told from a sender of JSON, to whom a form is a body of the wrong format", async () => {
    const { log } = await receive(acme, signedForm("id=1&type=x"));
    expect(log).toMatchObject([{ event: "refused", reason: "not-json" }]);
  });
});

describe("a sender that asks whether we are here", () => {
  const asking: Provider = {
    ...acme,
    handshake: (body) => (JSON.stringify(body) === '{"ask":"x"}' ? { challenge: "x" } : null),
  };

  test("is answered, and nothing is kept", async () => {
    const { app, deliveries, log } = intake(asking);
    const answer = await app.request("/webhook-acme", signed('{"ask":"x"}'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await answer.json()).toEqual({ challenge: "x" });
    expect(deliveries).toEqual([]);
    expect(log).toMatchObject([{ event: "handshake" }]);
  });

  test("is answered only once it is verified", async () => {
    const { app } = intake(asking);
    expect((await app.request("/webhook-acme", signed('{"ask":"x"}', "other"))).status).toBe(401);
  });

  test("sends events like any other", async () => {
    expect((await receive(asking, signed(JSON.stringify(order)))).payload).toEqual(order);
  });
});

test("a sender that reads our answer gets what it wants to read, and problems like any other", async () => {
  const answer = { contentType: "text/xml", body: "<Response/>" };
  const kept = await receive({ ...acme, answer }, signed(JSON.stringify(order)));
  expect(kept.answer.status).toBe(200);
  expect(kept.answer.headers.get("content-type")).toBe("text/xml");
  expect(kept.answer.headers.get("x-request-id")).toBe("00000000-0000-4000-8000-000000000001");
  expect(await kept.answer.text()).toBe("<Response/>");

  const refused = await receive({ ...acme, answer }, signed("{}"));
  expect(refused.answer.headers.get("content-type")).toBe("application/problem+json");
});

test("a sender of large batches has a limit of its own", async () => {
  const batch = JSON.stringify([order, order, order]);
  const { log } = await receive({ ...acme, eventLimit: 2 }, signed(batch));
  expect(log).toMatchObject([{ event: "refused", reason: "too-many-events" }]);
  expect((await receive({ ...acme, eventLimit: 3 }, signed(batch))).answer.status).toBe(200);
});

test.each(["", "x".repeat(256)])(
  "a one-time value of %s characters is no identity to store",
  async (value) => {
    const identify: Provider["identify"] = (payload) => [
      { id: "1", type: "x", occurredAt: null, payload, nonce: { value, seconds: 60 } },
    ];
    const { log } = await receive({ ...acme, identify }, signed("{}"));
    expect(log).toMatchObject([{ event: "refused", reason: "invalid-identity" }]);
  },
);
