import { SignJWT } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { callFunction } from "../../../cli/stack/call-function.ts";
import { startFixture } from "./fixture-stack.ts";

const stack = await startFixture({ OVERRIDDEN: "stated", BLANK: "", SUPABASE_ACCESS_TOKEN: "sbp_personal" });
afterAll(stack.stop);

const echoed = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string()),
  body: z.string(),
  environment: z.record(z.string()),
});

async function echo(path = "", init: RequestInit = {}) {
  const response = await fetch(`${stack.functionsUrl}/echo${path}`, init);
  return { response, request: echoed.parse(await response.json()) };
}

async function refusal(name: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.functionsUrl}/${name}`, { headers });
  const { code } = z.object({ code: z.string() }).parse(await response.json());
  expect(response.headers.get("sb-error-code")).toBe(code);
  expect(response.headers.get("sb-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, code };
}

const now = Math.floor(Date.now() / 1000);

async function token({ secret = stack.jwtSecret, expires = now + 60, algorithm = "HS256" } = {}) {
  const jwt = new SignJWT({ role: "authenticated", exp: expires }).setProtectedHeader({ alg: algorithm });
  return `Bearer ${await jwt.sign(new TextEncoder().encode(secret))}`;
}

const [valid, forged, expired, unusual] = await Promise.all([
  token(),
  token({ secret: stack.secretKey.padEnd(32, "_") }),
  token({ expires: now - 1 }),
  token({ algorithm: "HS384" }),
]);

describe("what a function sees of a request", () => {
  test("the path begins with its name, and the query is whole", async () => {
    const { request } = await echo("/a%2Fb//c?d=%20&e");
    const { pathname, search } = new URL(request.url);
    expect(pathname + search).toBe("/echo/a%2Fb//c?d=%20&e");
  });

  test("the address is that of the socket, whatever the sender says", async () => {
    const { request } = await echo("", {
      headers: { "CF-Connecting-IP": "6.6.6.6", "cf-ray": "forged", "x-forwarded-for": "6.6.6.6" },
    });
    expect(request.headers["cf-connecting-ip"]).toBe("127.0.0.1");
    expect(request.headers).not.toHaveProperty("cf-ray");
    // The first one is the sender's to choose, as on the platform.
    expect(request.headers["x-forwarded-for"]).toBe("6.6.6.6, 127.0.0.1");
  });

  test("where it was sent to is in the x-forwarded headers", async () => {
    const { request } = await echo();
    expect(request.headers).toMatchObject({
      "x-forwarded-host": new URL(stack.apiUrl).host,
      "x-forwarded-proto": "http",
    });
  });

  test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s goes through", async (method) => {
    const { request } = await echo("", { method });
    expect(request.method).toBe(method);
  });

  test("HEAD goes through too", async () => {
    const response = await fetch(`${stack.functionsUrl}/echo`, { method: "HEAD" });
    expect(response.headers.get("x-answered-by")).toBe("echo");
  });

  test("a body and its headers arrive as they were sent", async () => {
    const { request } = await echo("", { method: "POST", body: "ü", headers: { "x-sig": "caf\u00e9" } });
    expect(request.body).toBe("ü");
    expect(request.headers["x-sig"]).toBe("caf\u00e9");
  });

  test("the platform's variables and the project's secrets, and nothing of whoever started the stack", async () => {
    const { environment } = (await echo()).request;
    expect(environment).toMatchObject({
      SUPABASE_URL: stack.apiUrl,
      SUPABASE_DB_URL: stack.databaseUrl,
      SUPABASE_SECRET_KEYS: `{"default":"${stack.secretKey}"}`,
      SUPABASE_PUBLISHABLE_KEYS: `{"default":"${stack.publishableKey}"}`,
      SUPABASE_FUNCTION_SLUG: "echo",
      PUBLIC_BASE_URL: stack.functionsUrl,
      FROM_EXAMPLE: "example",
      OVERRIDDEN: "stated",
      BLANK: "",
    });
    expect(environment).not.toHaveProperty("SUPABASE_ACCESS_TOKEN");
    expect(environment).not.toHaveProperty("PATH");
  });
});

describe("what a sender sees of an answer", () => {
  test("the function's status and headers, and a request id of the gateway's", async () => {
    const { response } = await echo("", { headers: { "x-status": "422" } });
    expect(response.status).toBe(422);
    expect(response.headers.get("x-answered-by")).toBe("echo");
    expect(response.headers.get("sb-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("sb-error-code")).toBeNull();
  });

  test("a function's own 5xx is marked as its own", async () => {
    const { response } = await echo("", { headers: { "x-status": "503" } });
    expect(response.status).toBe(503);
    expect(response.headers.get("sb-error-code")).toBe("EDGE_FUNCTION_ERROR");
  });

  test("bodies flow in both directions, no chunk waits for the next one", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    await Promise.all([
      writer.write(new TextEncoder().encode("one")),
      (async () => {
        const response = await fetch(`${stack.functionsUrl}/flowing`, { method: "POST", body: readable });
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
        expect(await reader?.read()).toEqual({ done: false, value: "one" });
        await writer.write(new TextEncoder().encode("two"));
        expect(await reader?.read()).toEqual({ done: false, value: "two" });
        await writer.close();
        expect((await reader?.read())?.done).toBe(true);
      })(),
    ]);
  });

  test.each([
    ["hasty", 413, "of a function that doesn't look at it"],
    ["hasty/cancelling", 413, "of a function that wants no more of it"],
    ["nowhere", 404, "of the gateway's own"],
  ])("an answer from /%s, %d, before a body's end: %s", async (path, status) => {
    const body = new Uint8Array(20_000_000);
    const post = async () => (await fetch(`${stack.functionsUrl}/${path}`, { method: "POST", body })).status;
    const statuses: number[] = [];
    // One that is lost is so by chance.
    for (let round = 0; round < 10; round++) statuses.push(await post());
    expect(new Set(statuses)).toEqual(new Set([status]));
  });

  test("a function may also export its handler", async () => {
    expect(await (await fetch(`${stack.functionsUrl}/default-export`)).text()).toBe("default");
  });
});

describe("what the gateway refuses", () => {
  test.each(["", "nowhere", "disabled", "toString"])("a function that isn't there: /%s", async (name) => {
    expect(await refusal(name)).toEqual({ status: 404, code: "NOT_FOUND" });
  });

  test("a path that is nobody's", async () => {
    expect((await fetch(`${stack.apiUrl}/elsewhere`)).status).toBe(404);
  });

  test.each([
    ["no token", undefined, "UNAUTHORIZED_NO_AUTH_HEADER"],
    ["an API key", "Bearer sb_secret_fixture", "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["another scheme", "Basic dTpw", "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    ["another secret", forged, "UNAUTHORIZED_LEGACY_JWT"],
    ["an expired token", expired, "UNAUTHORIZED_LEGACY_JWT"],
    ["another algorithm", unusual, "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM"],
  ])("%s, where verify_jwt asks for one", async (_, authorization, code) => {
    expect(await refusal("guarded", authorization === undefined ? {} : { authorization })).toEqual({
      status: 401,
      code,
    });
  });

  test("no valid token, and no preflight, which can't carry one", async () => {
    const url = `${stack.functionsUrl}/guarded`;
    const withToken = await fetch(url, { headers: { authorization: valid } });
    expect(await withToken.text()).toBe("let through");
    expect((await fetch(url, { method: "OPTIONS" })).status).toBe(200);
  });
});

test("a function that doesn't begin to answer in time is given up", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const process = { url: `http://127.0.0.1:${silent.addr.port}`, ended: new Promise<never>(() => undefined) };
  const request = new Request(`${stack.functionsUrl}/silent`);
  const response = await callFunction({ process, request, peer: "127.0.0.1" }, 50);
  silent.close();
  expect([response.status, response.headers.get("sb-error-code")]).toEqual([504, "IDLE_TIMEOUT"]);
});
