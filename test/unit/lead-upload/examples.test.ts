import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { columnOf } from "../../../shared/leads/lead-columns.ts";
import { projectRoot, readProjectFile } from "../../support/project-files.ts";
import { acmeSecret, uploadApp, uploadId } from "../../support/lead-uploads.ts";

const run = promisify(execFile);
let uploads = uploadApp();
/** What is answered before the app is asked: a server that isn't well at first. */
let failures: number[] = [];
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (request) => {
  const status = failures.shift();
  if (status === undefined) return uploads.app.fetch(request);
  await request.arrayBuffer();
  return new Response("{}", { status, headers: { "retry-after": "0" } });
});
afterAll(() => server.shutdown());
beforeEach(() => {
  uploads = uploadApp();
  failures = [];
});

const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
const file = join(folder, "leads.csv");
await Deno.writeTextFile(file, "mak,first name\r\n1234567890,Jos\u00e9\r\n");
afterAll(() => Deno.remove(folder, { recursive: true }));

const example = (name: string) => join(projectRoot, "docs/examples", name);
const python = await run("python3", ["--version"]).then(
  () => true,
  () => false,
);
if (!python) {
  // eslint-disable-next-line no-console -- A test that is skipped says why.
  console.warn("NOT TESTED: docs/examples/upload.py, because there is no python3 on this machine.");
}

async function runExample(command: string, name: string): Promise<string> {
  const url = `http://127.0.0.1:${server.addr.port}/lead-upload/acme`;
  const env = { PATH: Deno.env.get("PATH"), HOME: Deno.env.get("HOME"), LEAD_UPLOAD_SECRET: acmeSecret };
  return (await run(command, [example(name), file, url], { env })).stdout;
}

describe.each([
  ["node", "upload.mjs", true],
  ["python3", "upload.py", python],
])("the example for %s", (command, name, isThere) => {
  test.skipIf(!isThere)("uploads a file", async () => {
    expect(JSON.parse(await runExample(command, name))).toMatchObject({
      upload: uploadId,
      status: "promoted",
    });
    expect(uploads.rows).toMatchObject([{ line: 2, lead: { mak: "1234567890", given_name: "Jos\u00e9" } }]);
  });

  test.skipIf(!isThere)("sends it again under the same id when there was no answer to speak of", async () => {
    failures = [503, 500];
    await runExample(command, name);
    expect(uploads.claims).toHaveLength(1);
  });

  test.skipIf(!isThere)("says what is wrong, and ends with a failure, when the file is refused", async () => {
    failures = [422];
    await expect(runExample(command, name)).rejects.toMatchObject({
      stderr: expect.stringContaining("refused") as string,
    });
  });
});

test("the example for n8n makes headers and a body that are taken", async () => {
  const code = readProjectFile("docs/examples/n8n-code-node.js");
  // As n8n runs it: the body of a function, with these names in reach.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const node = new Function("$input", "$env", "$execution", "require", code) as (
    ...given: readonly unknown[]
  ) => {
    json: { body: string; headers: Record<string, string> };
  }[];
  const rows = [{ json: { mak: "1234567890" } }, { json: { mak: "1234567891", name: "Zo\u00eb" } }];
  const made = node({ all: () => rows }, { LEAD_UPLOAD_SECRET: acmeSecret }, { id: "42" }, () => ({
    createHash,
    createHmac,
  }));
  const { body, headers } = made[0]?.json ?? { body: "", headers: {} };
  const answer = await uploads.app.request("/lead-upload/acme", { method: "POST", body, headers });
  expect(answer.status).toBe(201);
  expect(uploads.rows.map(({ lead }) => lead?.mak)).toEqual(["1234567890", "1234567891"]);
});

test("every column that the documentation names is one", () => {
  const page = readProjectFile("docs/upload.md");
  const table = page.slice(page.indexOf("| column "), page.indexOf("A row needs one key"));
  const rows = table.split("\n").slice(2).filter(Boolean);
  expect(rows.length).toBeGreaterThan(15);
  const unknown = rows.flatMap((row) => {
    const [, names = "", others = ""] = row.split("|").map((cell) => cell.trim());
    const ranges = others.replace(/(\w+) 1 to 5/g, "$1 1, $1 5");
    return [...names.split(","), ...ranges.split(",")]
      .map((name) => name.trim())
      .filter((name) => name !== "" && !columnOf(name));
  });
  expect(unknown).toEqual([]);
});
