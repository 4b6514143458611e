import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { startFixture } from "./fixture-stack.ts";

const stack = await startFixture();
afterAll(stack.stop);

async function call(path: string): Promise<{ status: number; code: string | null; text: string }> {
  const response = await fetch(`${stack.functionsUrl}/${path}`);
  return {
    status: response.status,
    code: response.headers.get("sb-error-code"),
    text: await response.text(),
  };
}

describe("a function's process", () => {
  test("starts on the first call, and once for all that come meanwhile", async () => {
    expect(await stack.functionProcess("fragile")).toBeUndefined();
    const answers = await Promise.all(Array.from({ length: 5 }, () => call("fragile")));
    const process = await stack.functionProcess("fragile");
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([String(process?.pid)]));
  });

  test("is started anew by the next call after it was killed", async () => {
    const { text: first } = await call("fragile");
    await (await stack.functionProcess("fragile"))?.kill();
    const { status, text: second } = await call("fragile");
    expect(status).toBe(200);
    expect(second).not.toBe(first);
  });

  test("that breaks with a request in its hands is told of as the platform does, and started anew", async () => {
    expect(await call("fragile/break")).toMatchObject({ status: 500, code: "WORKER_ERROR" });
    expect(stack.printed).toContainEqual(expect.stringMatching(/^fragile \| .*broken/));
    expect((await call("fragile")).status).toBe(200);
  });

  test("gets the platform's memory and no more", async () => {
    expect(await call("hungry")).toMatchObject({ status: 546, code: "WORKER_RESOURCE_LIMIT" });
  });

  test("that doesn't boot is a 503, and what it printed is in the stack's output under its name", async () => {
    expect(await call("unbootable")).toMatchObject({ status: 503, code: "BOOT_ERROR" });
    expect(stack.printed).toContainEqual(
      expect.stringMatching(/^unbootable \| .*WANTED_SECRET is missing or blank/),
    );
  });
});

describe("when files change", () => {
  test("a function that didn't boot does once it is mended", async () => {
    const path = join(stack.project, "functions/unbootable/index.ts");
    await Deno.writeTextFile(path, `Deno.serve(() => new Response("mended"));`);
    expect(await call("unbootable")).toMatchObject({ status: 200, text: "mended" });
  });

  test("the next call gets the new code, and a request that was begun its answer from the old", async () => {
    const before = await call("patient");
    const waiting = call("patient/wait");
    const old = await stack.functionProcess("patient");
    const neighbour = (await call("fragile")).text;

    await Deno.writeTextFile(join(stack.project, "shared/version.ts"), `export const version = "second";`);
    await vi.waitFor(async () => expect(await call("patient")).toMatchObject({ text: "second" }), 5000);
    expect((await call("fragile")).text).not.toBe(neighbour);

    await fetch(`${old?.url}/patient/release`);
    expect(before.text).toBe("first");
    expect(await waiting).toMatchObject({ status: 200, text: "first" });
    await old?.ended;
  });

  test("only the function whose files they are is started anew", async () => {
    const neighbour = (await call("fragile")).text;
    const path = join(stack.project, "functions/default-export/index.ts");
    expect((await call("default-export")).text).toBe("default");
    await Deno.writeTextFile(path, `export default { fetch: () => new Response("changed") };`);
    await vi.waitFor(
      async () => expect(await call("default-export")).toMatchObject({ text: "changed" }),
      5000,
    );
    expect((await call("fragile")).text).toBe(neighbour);
  });

  test("a function that is new in config.toml is there", async () => {
    const path = join(stack.project, "supabase/config.toml");
    const config = await Deno.readTextFile(path);
    await Deno.writeTextFile(
      path,
      config.replace("[functions.disabled]\nenabled = false", "[functions.disabled]"),
    );
    await vi.waitFor(async () => expect((await call("disabled")).status).toBe(200), 5000);
  });
});
