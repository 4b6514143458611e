import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../../../cli/run-command.ts";
import { sampleLeadsCommand } from "../../../cli/sample-leads/command.ts";
import { sampleList } from "../../../cli/sample-leads/sample-list.ts";

const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
afterAll(() => Deno.remove(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const printed: string[] = [];
  const output = {
    print: (text: string) => printed.push(text),
    printError: (text: string) => printed.push(text),
  };
  const exitCode = await runCommand(sampleLeadsCommand(output.print), args, output);
  return { exitCode, printed: printed.join("\n") };
}

test("npm run sample-leads writes the list of a seed, and says what must come of it", async () => {
  const file = join(folder, "leads.csv");
  const { exitCode, printed } = await run(file, "--rows", "200", "--seed", "5");
  const { csv, expected } = sampleList(5, 200);
  expect(exitCode).toBe(0);
  expect(await Deno.readFile(file)).toEqual(csv);
  expect(printed).toContain(`${expected.rows_refused} will be refused; ${expected.leads} leads`);
});

test.each(["0", "100001", "ten", "1e3", "-1"])("npm run sample-leads takes no --rows of %s", async (rows) => {
  const { exitCode, printed } = await run("leads.csv", `--rows=${rows}`);
  expect(exitCode).toBe(2);
  expect(printed).toContain("a whole number from 1 to 100000");
});
