import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { personCommand } from "../../../cli/person/command.ts";
import { runCommand } from "../../../cli/run-command.ts";
import { testDatabase } from "../../support/database.ts";
import { deliver } from "../../support/door.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";
import { makeBroker, uploadLeads } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
afterAll(() => Deno.remove(folder, { recursive: true }));

/** Runs a command against the test's database: its exit code and what it wrote. */
async function run(line: string) {
  const written: string[] = [];
  const errors: string[] = [];
  const output = {
    print: (text: string) => written.push(text),
    printError: (text: string) => errors.push(text),
  };
  const command = personCommand(() => Promise.resolve(rpc), output.print);
  return {
    exitCode: await runCommand(command, line.split(" "), output),
    output: written.join("\n"),
    errors: errors.join("\n"),
  };
}

it("exports all that is held, erases it, and then there is nothing to export", async () => {
  const email = "jane@example.com";
  const broker = await makeBroker(sql);
  await uploadLeads(sql, broker, [{ street: "1 MAIN ST", postal_code: "90210", email }]);
  await deliver(sql, [
    {
      id: "evt_1",
      payload: { email },
      changes: [
        {
          kind: "contact",
          at: "2027-01-15T08:00:00Z",
          email,
          identities: [{ scope: "stripe:customer", value: "cus_12345" }],
        },
      ],
    },
  ]);
  const exported = await run(`export ${email}`);
  expect(exported.exitCode).toBe(0);
  expect(JSON.parse(exported.output)).toMatchObject({
    leads: [{ email }],
    contacts: [{ email }],
    webhook_events: [{ event_id: "evt_1" }],
  });

  const file = join(folder, "jane.json");
  await Deno.writeTextFile(file, "what was there before, and is longer".repeat(1000), { mode: 0o644 });
  expect(await run(`export ${email} --out ${file}`)).toEqual({ exitCode: 0, output: "", errors: "" });
  expect(await Deno.readTextFile(file)).toBe(`${exported.output}\n`);
  expect(((await Deno.stat(file)).mode ?? 0) & 0o777).toBe(0o600);

  const erased = await run(`erase ${email} --yes --by ada`);
  expect(erased).toMatchObject({ exitCode: 0, errors: "" });
  expect(erased.output).toContain("leads         1");
  expect(erased.output).toContain("known elsewhere, too: stripe");
  expect(await sql`select erased_by from intake.erasures`).toEqual([{ erased_by: "ada" }]);

  const again = JSON.parse((await run(`export ${email}`)).output) as Record<string, unknown[]>;
  expect(Object.values(again).flat()).toEqual([]);
});

it("erases nobody without being told twice", async () => {
  expect(await run("erase jane@example.com --by ada")).toMatchObject({ exitCode: 2 });
  expect(await run("erase")).toMatchObject({ exitCode: 2 });
});
