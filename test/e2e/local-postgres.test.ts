import { join } from "node:path";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { startPostgres } from "../../cli/stack/postgres.ts";
import { projectRoot } from "../support/project-files.ts";

const dataFolder = await Deno.makeTempDir({ prefix: "sluice-test-" });
afterAll(() => Deno.remove(dataFolder, { recursive: true }));

describe("the local PostgreSQL", () => {
  test("answers on 127.0.0.1, keeps what was written, and is gone when it was stopped", async () => {
    const first = await startPostgres({ dataFolder, durable: false });
    await query(first.adminUrl, "create table kept as select 1 as one");
    await first.stop();
    await expect(query(first.adminUrl, "table kept")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const second = await startPostgres({ dataFolder, durable: false, port: first.port });
    expect(await query(second.adminUrl, "table kept")).toEqual([{ one: 1 }]);
    await second.stop();
  });

  test("asks for a password, also from this machine", async () => {
    const server = await startPostgres({ dataFolder, durable: false });
    const url = server.adminUrl.replace(/:[^:@]+@/, ":wrong@");
    await expect(query(url, "select 1")).rejects.toMatchObject({ code: "28P01" });
    await server.stop();
  });

  test("keeps the values of failed statements out of its log", async () => {
    const server = await startPostgres({ dataFolder, durable: false });
    const twice = `
      create temporary table people (email text primary key);
      insert into people values ('ada@example.com'), ('ada@example.com')`;
    await expect(query(server.adminUrl, twice)).rejects.toMatchObject({ code: "23505" });
    const notANumber = query(server.adminUrl, "select 'ada@example.com'::int");
    await expect(notANumber).rejects.toMatchObject({ code: "22P02" });
    await server.stop();
    expect(await Deno.readTextFile(join(dataFolder, "server.log"))).not.toContain("ada@example.com");
  });

  test("can be killed whenever it likes while it starts", { timeout: 60_000 }, async () => {
    const dataFolder = await Deno.makeTempDir({ prefix: "sluice-test-" });
    const lockFile = join(dataFolder, "cluster", "postmaster.pid");
    const outcomes = [];
    for (const stage of ["starting", "ready", "starting", "ready", "starting", "ready"]) {
      const over = new AbortController();
      const starting = startPostgres({ dataFolder, durable: true }).then(
        async ({ ended }) => await ended.then(() => "ended"),
        (error: unknown) => String(error),
      );
      const killing = killAt(stage, lockFile, over.signal);
      outcomes.push(await starting);
      over.abort();
      await killing;
    }
    for (const outcome of outcomes) expect(outcome).toMatch(/^ended$|did not start/);
    await Deno.remove(dataFolder, { recursive: true });
  });

  test("says so when its port is taken", async () => {
    const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = other.addr;
    await expect(startPostgres({ dataFolder, durable: false, port })).rejects.toThrow(`port ${port}`);
    other.close();
  });

  test("says so when it is running in the folder already", async () => {
    const server = await startPostgres({ dataFolder, durable: false });
    await expect(startPostgres({ dataFolder, durable: false })).rejects.toThrow(
      `started by process ${Deno.pid}`,
    );
    await server.stop();
  });

  test("says what to do with a folder of another major version", async () => {
    const version = join(dataFolder, "cluster", "PG_VERSION");
    const right = await Deno.readTextFile(version);
    await Deno.writeTextFile(version, "16\n");
    await expect(startPostgres({ dataFolder, durable: false })).rejects.toThrow("npm run reset");
    await Deno.writeTextFile(version, right);
  });

  test("hands on what the server said when it would not start", async () => {
    const settings = { max_connections: "none" };
    await expect(startPostgres({ dataFolder, durable: false, settings })).rejects.toThrow("max_connections");
  });

  test("ends when the process that started it is killed", async () => {
    const { starter, adminUrl } = await startElsewhere();
    starter.kill("SIGKILL");
    await starter.status;
    while (await answers(adminUrl)) await new Promise((next) => setTimeout(next, 20));
    const server = await startPostgres({ dataFolder, durable: false });
    await server.stop();
  });

  test("starts over a lock file whose process is another program's", async () => {
    const cluster = join(dataFolder, "cluster");
    await Deno.writeTextFile(join(cluster, "postmaster.pid"), `${Deno.pid}\n${cluster}\n`);
    const server = await startPostgres({ dataFolder, durable: false });
    await server.stop();
  });
});

async function query(url: string, statement: string): Promise<postgres.RowList<postgres.Row[]>> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await query(url, "select 1");
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return true;
    return false;
  }
}

async function startElsewhere(): Promise<{ readonly starter: Deno.ChildProcess; readonly adminUrl: string }> {
  const script = join(projectRoot, "test", "support", "start-postgres.ts");
  const starter = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--node-modules-dir=manual", script, dataFolder],
    stdout: "piped",
  }).spawn();
  const lines = starter.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  await lines.cancel();
  return { starter, adminUrl: value.trim() };
}

/** Kills the server as soon as its lock file says that it has come so far. */
async function killAt(stage: string, lockFile: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const [pid = "", , , , , , , status = ""] = (await readIfThere(lockFile)).split("\n");
    if (status.trim() === stage) {
      Deno.kill(Number(pid), "SIGKILL");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
