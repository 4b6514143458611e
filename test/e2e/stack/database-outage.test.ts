import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { startStack } from "../../../cli/stack/stack.ts";

const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const stack = await startStack({ home, port: 0, dbPort: 0, env: {}, durable: false, schedule: false });
afterAll(async () => {
  await stack.stop();
  await Deno.remove(home, { recursive: true });
});

const health = () => fetch(`${stack.functionsUrl}/health`);

describe("when the database is stopped", () => {
  test("health says so, as a problem that passes", async () => {
    const before = await health();
    expect(before.status).toBe(200);
    expect(await before.json()).toEqual({ status: "ok" });

    await stack.stopDatabase();
    const during = await health();
    expect(during.status).toBe(503);
    expect(during.headers.get("content-type")).toBe("application/problem+json");
    expect(during.headers.get("retry-after")).toBe("5");
    expect(await during.json()).toMatchObject({ type: "urn:sluice:problem:unavailable", status: 503 });
  });

  test("the Data API answers 503 as PostgREST does", async () => {
    const response = await fetch(`${stack.apiUrl}/rest/v1/rpc/check_health`, {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "PGRST000" });
  });

  test("the first call after it is back is served", async () => {
    await stack.startDatabase();
    expect((await health()).status).toBe(200);
  });
});

test("a database that was killed is started again by itself, and no call meanwhile is told anything but to come back", async () => {
  const lock = await Deno.readTextFile(join(home, "postgres", "cluster", "postmaster.pid"));
  Deno.kill(Number(lock.split("\n", 1)[0]), "SIGKILL");
  const answers = new Set<number>();
  await vi.waitFor(
    async () => {
      const { status } = await health();
      answers.add(status);
      expect(status).toBe(200);
      expect(answers).toContain(503);
    },
    { timeout: 20_000, interval: 20 },
  );
  expect([...answers].filter((status) => status !== 200)).toEqual([503]);
});

test("health answers GET and HEAD, at its own address", async () => {
  const posted = await fetch(`${stack.functionsUrl}/health`, { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect((await fetch(`${stack.functionsUrl}/health`, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${stack.functionsUrl}/health/elsewhere`)).status).toBe(404);
});
