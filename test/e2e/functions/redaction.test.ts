import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { signers } from "../../../cli/demo/sign.ts";
import { hostFunctions } from "../../support/hosted-functions.ts";
import { columnsHolding, mark } from "../../support/marks.ts";
import { checkoutSession, stripeEvent } from "../../support/payloads/stripe.ts";
import { readVectorFile } from "../../support/vectors.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 1 });

const keys = { stripe: mark("stripe-key"), kajabi: mark("kajabi-key"), api: mark("api-key") };
const environment = {
  STRIPE_WEBHOOK_SECRET: keys.stripe,
  KAJABI_WEBHOOK_SECRET: keys.kajabi,
  INSTANTLY_WEBHOOK_SECRET: mark("instantly-key"),
  // Not base64, which it has to be.
  STANDARD_WEBHOOK_SECRET: mark("standard-key"),
};
const functions = await hostFunctions({ apiUrl: stack.apiUrl, environment });

const databaseMessage = mark("database-message");
const failures: readonly (readonly [string, Response])[] = [
  ["an error that quotes a row", Response.json(databaseError("23505"), { status: 409 })],
  ["an error of its own", Response.json(databaseError("XX000"), { status: 500 })],
  ["an error without a code", new Response(databaseMessage, { status: 500 })],
  ["text where JSON should be", new Response(databaseMessage)],
  ["JSON of another shape", Response.json({ [databaseMessage]: databaseMessage })],
];
const answering = failures.map(([, response]) => response);
const api = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, ({ url }) =>
  url.endsWith("process_webhook_atomically") ? (answering.shift() ?? new Response()) : new Response(),
);
const failing = await hostFunctions({
  apiUrl: `http://127.0.0.1:${api.addr.port}`,
  environment: { ...environment, SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.api }) },
});
afterAll(async () => {
  await Promise.all([functions.stop(), failing.stop()]);
  // Once more, with whatever was printed late.
  expectUnlogged();
  await api.shutdown();
  await sql.end();
});

function databaseError(code: string) {
  return {
    code,
    message: databaseMessage,
    details: `Key (email)=(${databaseMessage})`,
    hint: databaseMessage,
  };
}

/** Sends it, and expects that what was answered holds no mark; the event's id is the sender's own. */
async function send(path: string, init: RequestInit, { url } = functions): Promise<number> {
  const response = await fetch(`${url}/${path}`, { method: "POST", ...init });
  const seen = JSON.stringify([...response.headers]) + (await response.text());
  expect(seen).not.toContain("MARKED");
  return response.status;
}

async function signedByStripe(text: string): Promise<RequestInit> {
  const body = new TextEncoder().encode(text);
  const signed = await signers.stripe?.({ id: "", body }, keys.stripe, new Date());
  return { headers: { ...signed?.headers }, body };
}

function checkout(fields: Readonly<Record<string, unknown>>): string {
  const unique = crypto.randomUUID();
  const session = checkoutSession({ id: `cs_${unique}`, payment_intent: `pi_${unique}`, ...fields });
  return JSON.stringify(stripeEvent("checkout.session.completed", session, { id: `evt_${unique}` }));
}

function expectUnlogged(): void {
  const printed = [...functions.printed, ...failing.printed];
  expect(printed.length).toBeGreaterThan(0);
  expect(printed.filter((line) => line.includes("MARKED"))).toEqual([]);
}

describe("what nobody has verified", () => {
  test.each([
    ["webhook-stripe", "stripe-signature", (text: string) => `t=1,v1=${text}`],
    ["webhook-stripe/MARKED-endpoint", "stripe-signature", (text: string) => text],
    ["webhook-kajabi/MARKED-token", "x-webhook-token", (text: string) => text],
    ["webhook-instantly", "x-webhook-token", (text: string) => text],
    ["webhook-instantly/a/MARKED-path", "authorization", (text: string) => `Bearer ${text}`],
  ])("is in no log, no answer and no table: %s", async (path, header, value) => {
    const marks = { header: mark("header"), query: mark("query"), body: mark("body") };
    const status = await send(`${path}?token=${marks.query}`, {
      headers: {
        [header]: value(marks.header),
        cookie: marks.header,
        "user-agent": marks.header,
        "x-request-id": marks.header,
        "x-forwarded-for": marks.header,
        "cf-connecting-ip": marks.header,
      },
      body: JSON.stringify({
        id: marks.body,
        type: marks.body,
        token: marks.body,
        email: `${marks.body}@x.test`,
      }),
    });
    expect(status).toBeOneOf([401, 404]);
    expectUnlogged();
    for (const text of Object.values(marks)) expect(await columnsHolding(sql, text)).toEqual([]);
  });
});

describe("what is verified", () => {
  const payload = "intake.webhook_events.payload";
  const mapped = ["intake.webhook_events.changes", payload];

  test("is in its payload, and beyond that only where it was mapped to", async () => {
    const marks = {
      note: mark("note"),
      name: mark("name"),
      email: `${mark("email").toLowerCase()}@example.com`,
    };
    const body = checkout({
      metadata: { note: marks.note },
      customer_details: { email: marks.email, name: marks.name, phone: null },
    });
    expect(await send("webhook-stripe", await signedByStripe(body))).toBe(200);
    expect(await columnsHolding(sql, marks.note)).toEqual([payload]);
    expect(await columnsHolding(sql, marks.name)).toEqual([...mapped, "public.contacts.full_name"]);
    expect(await columnsHolding(sql, marks.email)).toEqual([
      ...mapped,
      "public.contact_identities.value",
      "public.contacts.email",
    ]);
    expectUnlogged();
  });

  test("is in its payload alone when it can't be mapped", async () => {
    const note = mark("deferred");
    const details = { email: `${note}@example.com`, name: note, phone: note };
    const body = checkout({ currency: note, metadata: { note }, customer_details: details });
    expect(await send("webhook-stripe", await signedByStripe(body))).toBe(200);
    expect(await columnsHolding(sql, note)).toEqual([payload]);
    expectUnlogged();
  });

  test.each([
    ["isn't JSON, which a parser would quote", (text: string) => `{"id": ${text}`, 400],
    ["is text", (text: string) => JSON.stringify(text), 422],
    ["has no identity", (text: string) => JSON.stringify({ [text]: text }), 422],
    ["is too deep", (text: string) => `${"[".repeat(200)}"${text}"`, 400],
    ["is too large", (text: string) => text.repeat(50_000), 413],
  ])("is nowhere when it %s", async (_, body, status) => {
    const text = mark("malformed");
    expect(await send("webhook-stripe", await signedByStripe(body(text)))).toBe(status);
    expect(await columnsHolding(sql, text)).toEqual([]);
    expectUnlogged();
  });

  test("leaves the token in its address out of everything", async () => {
    const genuine = readVectorFile("kajabi").vectors.find(({ events }) => events && events.length > 0);
    const body = new Uint8Array(genuine?.delivery.body ?? []);
    expect(await send(`webhook-kajabi/${keys.kajabi}`, { body })).toBe(200);
    expect(await send(`webhook-kajabi?token=${keys.kajabi}`, { body })).toBe(200);
    expect(await columnsHolding(sql, keys.kajabi)).toEqual([]);
    expectUnlogged();
  });
});

test("a key that can't be used is not quoted when its function doesn't start", async () => {
  expect(await send("webhook-standard", { body: "{}" })).toBe(503);
  expect(functions.printed.join("\n")).toContain("STANDARD_WEBHOOK_SECRET holds a key that can't be used");
  expectUnlogged();
});

test.each(failures)("neither answer nor log quotes the database that answers with %s", async () => {
  const body = checkout({ metadata: { note: mark("stored-nowhere") } });
  expect(await send("webhook-stripe", await signedByStripe(body), failing)).toBeOneOf([500, 503]);
  expect(failing.printed.join("\n")).toContain('"failed"');
  expectUnlogged();
});
