import { describe, expect, test } from "vitest";
import { acme, intake, order, signed } from "./acme.ts";

const json = JSON.stringify(order);
const limit = acme.bodyLimit ?? 0;

/** A body that comes in parts of 1,000 bytes, and how many of them were asked for. */
function partedBody(size: number) {
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(new Uint8Array(Math.min(1000, size - sent)).fill(0x20));
        sent += 1000;
        if (sent >= size) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, sent: () => sent };
}

describe.each([
  ["without a length", {}],
  ["that says it is short", { "content-length": "10" }],
  ["whose length is no number", { "content-length": "many" }],
  ["whose length is negative", { "content-length": "-1" }],
])("a body over the limit %s", (_name, headers) => {
  test("is refused with 413, and read on for 10 MB at most so that its sender hears it", async () => {
    const { app, log } = intake();
    const body = partedBody(Infinity);
    const answer = await app.request("/webhook-acme", { method: "POST", body: body.stream, headers });
    expect(answer.status).toBe(413);
    expect(body.sent()).toBeGreaterThan(10_000_000);
    expect(body.sent()).toBeLessThanOrEqual(10_000_000 + limit + 2000);
    expect(log).toMatchObject([{ event: "refused", reason: "body-too-large" }]);
  });
});

test("a body that says it is over the limit is refused for that, however short it is", async () => {
  const body = partedBody(10);
  const headers = { "content-length": String(limit + 1) };
  const answer = await intake().app.request("/webhook-acme", { method: "POST", body: body.stream, headers });
  expect(answer.status).toBe(413);
});

test("a body that breaks off is refused with 408, not blamed on us", async () => {
  const { app, log } = intake();
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(json.slice(0, 5)));
    },
    pull: (controller) => {
      controller.error(new Error("connection reset"));
    },
  });
  const answer = await app.request("/webhook-acme", { method: "POST", body });
  expect(answer.status).toBe(408);
  expect(log).toMatchObject([{ event: "refused", reason: "body-incomplete" }]);
});

test("a body of any number of parts is put together as it was sent", async () => {
  const padded = json + " ".repeat(limit - json.length);
  const bytes = new TextEncoder().encode(padded);
  for (const size of [1, 7, 4096, limit]) {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(bytes.slice(sent, sent + size));
        sent += size;
        if (sent >= bytes.length) controller.close();
      },
    });
    const { app, deliveries } = intake();
    const answer = await app.request("/webhook-acme", { ...signed(padded), body });
    expect(answer.status).toBe(200);
    expect(deliveries[0]?.events[0]?.payload).toEqual(order);
  }
});

test("a provider that names no limit has one of 1,000,000 bytes", async () => {
  const { bodyLimit, ...unlimited } = acme;
  expect(bodyLimit).toBe(limit);
  const body = json + " ".repeat(1_000_000 - json.length);
  expect((await intake(unlimited).app.request("/webhook-acme", signed(body))).status).toBe(200);
  expect((await intake(unlimited).app.request("/webhook-acme", signed(`${body} `))).status).toBe(413);
});
