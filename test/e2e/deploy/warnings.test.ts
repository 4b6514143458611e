import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "./deploy.ts";

let project: string;

beforeAll(async () => {
  project = await Deno.makeTempDir({ prefix: "sluice-deploy-" });
});

afterAll(() => Deno.remove(project, { recursive: true }));

// The other tests rest on this: it is all that the CLI says of a function that can't boot.
test("a file that is missing is deployed without, and only warned of", async () => {
  await write("functions/broken/index.ts", 'import "../../shared/nowhere.ts";\n');
  await write("supabase/config.toml", '[functions.broken]\nentrypoint = "../functions/broken/index.ts"\n');
  const { exitCode, output, live } = await deploy({ project });
  expect({ exitCode, live }).toEqual({ exitCode: 0, live: ["broken"] });
  expect(output).toMatch(/WARN: .*nowhere\.ts/);
});

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(join(project, path, ".."), { recursive: true });
  await Deno.writeTextFile(join(project, path), text);
}
