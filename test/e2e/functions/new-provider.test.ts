import { createHmac } from "node:crypto";
import { join } from "node:path";
import { parse } from "dotenv";
import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { hostFunctions } from "../../support/hosted-functions.ts";
import { copyProject } from "../../support/project-copy.ts";
import { keptOf } from "../../support/receipts.ts";

const stack = inject("stack");
const project = await copyProject();
const sql = postgres(stack.databaseUrl, { max: 1 });
afterAll(async () => {
  await sql.end();
  await Deno.remove(project, { recursive: true });
});

/** Runs a script of the copy as npm would, and returns what it printed. */
async function run(...script: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("node", {
    args: [join(project, "cli/deno.mjs"), ...script],
    cwd: project,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  expect(code, printed).toBe(0);
  return printed;
}

describe("npm run new:provider", () => {
  test("makes a provider that is served as it stands, and whose vectors are run", async () => {
    await run("cli/new-provider.ts", "acme");
    const secret = parse(await Deno.readTextFile(join(project, ".env.example"))).ACME_WEBHOOK_SECRET ?? "";
    expect(secret).not.toBe("");

    const functions = await hostFunctions({
      project,
      apiUrl: stack.apiUrl,
      environment: { ACME_WEBHOOK_SECRET: secret },
    });
    try {
      const id = `acme_${crypto.randomUUID()}`;
      const body = JSON.stringify({ id, type: "thing.happened" });
      const time = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      const post = async (headers: Record<string, string>) => {
        const response = await fetch(`${functions.url}/webhook-acme`, { method: "POST", headers, body });
        return { status: response.status, body: await response.json() };
      };
      expect(await post({ "acme-signature": `t=${time},v1=${signature}` })).toEqual({
        status: 200,
        body: { status: "stored", id },
      });
      expect(await post({ "acme-signature": `t=${time},v1=${"0".repeat(64)}` })).toMatchObject({
        status: 401,
      });
      expect(await keptOf(sql, "acme", id)).toEqual({ receipts: 1, applied: 0, status: "stored" });
    } finally {
      await functions.stop();
    }

    const vectors = [
      "test/unit/verification/vectors.test.ts",
      "--testNamePattern=acme",
      "--reporter=verbose",
    ];
    const printed = await run("node_modules/vitest/vitest.mjs", "run", "--project", "unit", ...vectors);
    expect(printed).toMatch(/✓ .*acme.*genuine.*accepted/);
  });
});
