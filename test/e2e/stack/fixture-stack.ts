import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../../shared/settings.ts";
import { type Stack, startStack } from "../../../cli/stack/stack.ts";

/** A stack that runs a copy of the fixture project, for a test to call, to break and to change the files of. */
export type FixtureStack = Stack & {
  /** The folder of the copy. */
  readonly project: string;
  readonly home: string;
  /** What the stack has printed. */
  readonly printed: readonly string[];
};

const fixture = fileURLToPath(new URL("project", import.meta.url));

/** Starts it on free ports, in a temporary folder that goes when it is stopped. */
export async function startFixture(env: Environment = {}): Promise<FixtureStack> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
  const project = join(folder, "project");
  await cp(fixture, project, { recursive: true });
  const home = join(folder, "home");
  const printed: string[] = [];
  const stack = await startStack({
    projectFolder: project,
    home,
    port: 0,
    dbPort: 0,
    env,
    durable: false,
    schedule: false,
    print: (line) => void printed.push(line),
  });
  return {
    ...stack,
    project,
    home,
    printed,
    async stop() {
      await stack.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
