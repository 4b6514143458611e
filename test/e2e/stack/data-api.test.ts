import { join } from "node:path";
import { SignJWT } from "jose";
import postgres from "postgres";
import { afterAll, describe, expect, test, vi } from "vitest";
import { z } from "zod/v3";
import { bootstrap } from "../../../cli/stack/bootstrap.ts";
import { migrate } from "../../../cli/stack/migrate.ts";
import { startFixture } from "./fixture-stack.ts";
import { grantsIn } from "./grants.ts";

const stack = await startFixture();
const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => undefined });
afterAll(async () => {
  await sql.end();
  await stack.stop();
});

async function api(path: string, init: RequestInit = {}, key = stack.secretKey) {
  const request = new Request(stack.apiUrl + path, init);
  request.headers.set("apikey", key);
  request.headers.set("content-type", "application/json");
  const response = await fetch(request);
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const rpc = (name: string, args: object) =>
  api(`/rest/v1/rpc/${name}`, { method: "POST", body: JSON.stringify(args) });

/** The headers of somebody who has signed in. */
async function signedIn(person: string): Promise<Record<string, string>> {
  const jwt = new SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256" }).setSubject(person);
  const secret = new TextEncoder().encode(stack.jwtSecret);
  return { authorization: `Bearer ${await jwt.setExpirationTime("1m").sign(secret)}` };
}

describe("the Data API", () => {
  const [ada, bob] = [crypto.randomUUID(), crypto.randomUUID()];

  test("calls a function with JSON that is JSON, and writes times as JSON has them", async () => {
    expect(await rpc("keep", { owner: ada, body: { a: [1] } })).toEqual({
      status: 200,
      body: [{ owner: ada, body: { a: [1] }, written_at: "2026-11-21T03:21:39.5+00:00" }],
    });
    const types = await Promise.all([{ a: 1 }, [1], 1, true].map((value) => rpc("type_of", { value })));
    expect(types.map(({ body }) => body)).toEqual(["object", "array", "number", "boolean"]);
  });

  test("shows people the rows that are theirs", async () => {
    await rpc("keep", { owner: bob, body: "2" });
    const init = { headers: await signedIn(ada) };
    expect(await api("/rest/v1/notes?select=owner", init, stack.publishableKey)).toEqual({
      status: 200,
      body: [{ owner: ada }],
    });
  });

  test("takes no key but the two", async () => {
    expect((await api("/rest/v1/notes", {}, "sb_secret_other")).status).toBe(401);
  });

  test.each([
    ["P0001", 400],
    ["23514", 400],
    ["WH001", 400],
    ["PT409", 409],
    ["42501", 403],
    ["40001", 500],
    ["57P01", 503],
    ["53300", 503],
  ])("answers an error %s as PostgREST does, %i", async (code, status) => {
    expect(await rpc("refuse", { code })).toMatchObject({ status, body: { code, message: "no" } });
  });

  test("finds a function that was made a moment ago", async () => {
    expect(await rpc("newcomer", {})).toMatchObject({ status: 404, body: { code: "PGRST202" } });
    await sql`create function public.newcomer() returns integer language sql set search_path = '' as 'select 1'`;
    await sql`grant execute on function public.newcomer() to service_role`;
    await vi.waitFor(async () => expect(await rpc("newcomer", {})).toEqual({ status: 200, body: 1 }), 5000);
    await sql`drop function public.newcomer()`;
  });

  test("keeps values out of its log", async () => {
    expect(await rpc("keep", { owner: "ada@example.com", body: {} })).toMatchObject({
      body: { code: "22P02" },
    });
    const log = await Deno.readTextFile(join(stack.home, "data-api.log"));
    expect(log).toContain("22P02");
    expect(log).not.toContain("ada@example.com");
  });
});

test("Auth signs people up and in", async () => {
  const credentials = { email: "ada@example.com", password: "correct horse" };
  const init = { method: "POST", body: JSON.stringify(credentials) };
  expect((await api("/auth/v1/signup", init, stack.publishableKey)).status).toBe(200);
  const { body } = await api("/auth/v1/token?grant_type=password", init, stack.publishableKey);
  const { access_token: token } = z.object({ access_token: z.string() }).parse(body);
  const headers = { authorization: `Bearer ${token}` };
  expect(await api("/auth/v1/user", { headers }, stack.publishableKey)).toMatchObject({
    status: 200,
    body: { email: "ada@example.com" },
  });
});

// The requests above have been: with the first, lite grants all on every table to everybody.
test("neither of them changes a privilege that the migrations gave", async () => {
  const untouched = await databaseWithoutApi();
  const [expected, actual] = await Promise.all([grantsIn(untouched), grantsIn(sql)]);
  await untouched.end();
  expect(expected.filter((line) => !actual.includes(line))).toEqual([]);
  // Their own tables are nobody else's.
  const theirs = /^\w+ auth\..* to (?:postgres|lite_conn)$| to supabase_admin$/;
  expect(actual.filter((line) => !expected.includes(line) && !theirs.test(line))).toEqual([]);
});

/** A database of the same server with the same migrations. */
async function databaseWithoutApi(): Promise<postgres.Sql> {
  const admin = new URL(stack.databaseUrl);
  admin.username = "supabase_admin";
  const server = postgres(admin.href, { max: 1 });
  await server`create database untouched`;
  await server.end();
  admin.pathname = "/untouched";
  await bootstrap(admin.href);
  const url = new URL(stack.databaseUrl);
  url.pathname = "/untouched";
  await migrate(url.href, stack.project);
  return postgres(url.href, { max: 1 });
}
