import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../../../cli/stack/free-port.ts";
import { type Descendant, descendantsOf, npmRun, type RunningScript, survivors } from "./npm-start.ts";

const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const [port, databasePort] = [freePort(), freePort()];
const settings = { SLUICE_HOME: home, PORT: String(port), DB_PORT: String(databasePort) };
const databaseUrl = `postgresql://postgres:postgres@127.0.0.1:${databasePort}/postgres`;
const running = new Set<RunningScript>();

afterAll(async () => {
  for (const { pid } of running) Deno.kill(-pid, "SIGKILL");
  await Deno.remove(home, { recursive: true });
});

/** Starts it and waits until it is ready. */
async function start(): Promise<{ npm: RunningScript; processes: readonly Descendant[] }> {
  const npm = npmRun("start", settings);
  running.add(npm);
  void npm.ended.then(() => running.delete(npm));
  await vi.waitFor(() => expect(npm.output()).toContain("is ready"), { timeout: 60_000, interval: 100 });
  const health = await fetch(`http://127.0.0.1:${port}/functions/v1/health`);
  expect(health.status).toBe(200);
  return { npm, processes: await descendantsOf(npm.pid) };
}

async function nothingIsLeft(processes: readonly Descendant[]): Promise<void> {
  await vi.waitFor(async () => expect(await survivors(processes)).toEqual([]), {
    timeout: 10_000,
    interval: 100,
  });
  for (const number of [port, databasePort]) Deno.listen({ hostname: "127.0.0.1", port: number }).close();
}

async function query(text: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

describe("npm start", () => {
  let first: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => (first = await start()));

  test("says where everything is", () => {
    for (const address of [
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}/functions/v1`,
      databaseUrl,
      "sb_publishable_development",
      "sb_secret_development",
    ]) {
      expect(first.npm.output()).toMatch(new RegExp(`\\s${address}\n`));
    }
  });

  test.each(["start", "reset"])(
    "refuses npm run %s while it runs, and says which process it is",
    async (script) => {
      const holders = first.processes.filter(({ command }) => command.endsWith("cli/start.ts"));
      const { code, output } = await npmRun(script, settings).ended;
      expect(code).toBe(1);
      expect(output).toMatch(
        new RegExp(`^process (?:${holders.map(({ pid }) => pid).join("|")}) runs the stack`, "m"),
      );
    },
  );

  test.each([
    ["PORT", { DB_PORT: String(freePort()) }, port],
    ["DB_PORT", { PORT: String(freePort()) }, databasePort],
  ])("says which variable to change when a port is taken: %s", async (variable, free, taken) => {
    const elsewhere = await Deno.makeTempDir({ prefix: "sluice-test-" });
    const { code, output } = await npmRun("start", { ...settings, ...free, SLUICE_HOME: elsewhere }).ended;
    await Deno.remove(elsewhere, { recursive: true });
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`port ${taken} .*${variable} chooses another`));
  });

  test("names a setting that it can't use", async () => {
    const { code, output } = await npmRun("start", { ...settings, PORT: "http" }).ended;
    expect(code).toBe(1);
    expect(output).toContain("PORT must be a port");
  });

  test("ends everything on SIGTERM", async () => {
    await query("create table public.kept as select 'kept' as word");
    Deno.kill(first.npm.pid, "SIGTERM");
    await first.npm.ended;
    await nothingIsLeft(first.processes);
  });

  test("leaves nothing behind when it is killed, and starts again", async () => {
    const { processes } = await start();
    expect(await query("table public.kept")).toEqual([{ word: "kept" }]);
    const stack = processes.find(({ command }) => /deno run .*cli\/start\.ts$/.test(command));
    Deno.kill(stack?.pid ?? 0, "SIGKILL");
    await nothingIsLeft(processes);
  });

  test("ends everything on Ctrl-C, which goes to all of its processes", async () => {
    const { npm, processes } = await start();
    Deno.kill(-npm.pid, "SIGINT");
    await npm.ended;
    await nothingIsLeft(processes);
    expect(npm.output()).not.toContain("starting it again");
  });
});

test("npm run reset forgets the database, and only what the stack made", async () => {
  await Deno.writeTextFile(join(home, "note.txt"), "somebody's own");
  expect((await npmRun("reset", settings).ended).code).toBe(0);
  expect([...Deno.readDirSync(home)].map(({ name }) => name)).toEqual(["note.txt"]);
});
