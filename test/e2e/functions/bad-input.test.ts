import { readdirSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { z } from "zod/v3";
import { signers } from "../../../cli/demo/sign.ts";
import { developmentSettings } from "../../support/development-settings.ts";
import { projectRoot } from "../../support/project-files.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 1 });
afterAll(() => sql.end());

const webhooks = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));
const problemDocument = z
  .object({ type: z.string(), title: z.string(), status: z.number(), instance: z.string() })
  .strict();
const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Sends it, and expects a problem document that says no more than the code, and that nothing is kept. */
async function expectProblem(path: string, init: RequestInit, status: number, code: string): Promise<void> {
  const response = await fetch(`${stack.functionsUrl}/${path}`, init);
  const request = response.headers.get("x-request-id") ?? "";
  expect({ status: response.status, type: response.headers.get("content-type") }).toEqual({
    status,
    type: "application/problem+json",
  });
  expect(request).toMatch(new RegExp(`^${uuid}$`));
  if (init.method === "HEAD") {
    expect(await response.text()).toBe("");
  } else {
    expect(problemDocument.parse(await response.json())).toMatchObject({
      type: `urn:sluice:problem:${code}`,
      status,
      instance: `urn:uuid:${request}`,
    });
  }
  expect(await sql`select from intake.webhook_events where request_id = ${request}`).toHaveLength(0);
}

/** A body that Stripe could have signed. */
async function signed(body: Uint8Array): Promise<RequestInit> {
  const secret = developmentSettings().STRIPE_WEBHOOK_SECRET ?? "";
  const { headers } = (await signers.stripe?.({ id: "", body }, secret, new Date())) ?? {};
  return { method: "POST", headers: { ...headers }, body: new Uint8Array(body) };
}

const text = (value: string) => new TextEncoder().encode(value);
const nested = (depth: number) => text("[".repeat(depth) + "]".repeat(depth));

describe.each(webhooks)("%s", (name) => {
  test.each(["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s", async (method) => {
    await expectProblem(name, { method }, 405, "method-not-allowed");
  });

  test("has nothing below its endpoints", async () => {
    await expectProblem(`${name}/a/b`, { method: "POST", body: "{}" }, 404, "not-found");
  });

  test.each<[string, RequestInit]>([
    ["an empty body", {}],
    ["a body without a signature", { body: "{}" }],
    ["a header of 64 kB", { body: "{}", headers: { "stripe-signature": "a".repeat(64 * 1024) } }],
    ["a signature beyond ASCII", { body: "{}", headers: { "stripe-signature": "t=1,v1=\u00e9\u00ff" } }],
  ])("can't verify %s", async (_, init) => {
    await expectProblem(name, { method: "POST", ...init }, 401, "unverified");
  });
});

describe("a signed body", () => {
  test.each([
    ["that is empty", new Uint8Array(), 400, "malformed-body"],
    ["that isn't JSON", text('{"id":'), 400, "malformed-body"],
    ["that isn't UTF-8", Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 400, "malformed-body"],
    ["10,000 levels deep", nested(10_000), 400, "malformed-body"],
    ["that is a number", text("42"), 422, "unidentifiable-event"],
    ["that is null", text("null"), 422, "unidentifiable-event"],
    ["that is a list", text("[]"), 422, "unidentifiable-event"],
    ["without an id", text('{"type":"invoice.paid"}'), 422, "unidentifiable-event"],
    ["over 1 MB", new Uint8Array(1_000_001).fill(0x20), 413, "body-too-large"],
    ["over 1 MB by far", new Uint8Array(5_000_000).fill(0x20), 413, "body-too-large"],
  ])("%s is refused", async (_, body, status, code) => {
    await expectProblem("webhook-stripe", await signed(body), status, code);
  });

  test("over 1 MB is refused when it doesn't say how long it is", async () => {
    const { headers = {} } = await signed(text("{}"));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let part = 0; part < 20; part++) controller.enqueue(new Uint8Array(100_000).fill(0x20));
        controller.close();
      },
    });
    await expectProblem("webhook-stripe", { method: "POST", headers, body }, 413, "body-too-large");
  });

  test("is refused under an endpoint that isn't there as it is with a wrong signature", async () => {
    await expectProblem("webhook-stripe/nowhere", await signed(text("{}")), 401, "unverified");
  });
});
