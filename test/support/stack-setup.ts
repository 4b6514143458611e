import type { TestProject } from "vitest/node";
import { startStack } from "../../cli/stack/stack.ts";
import { liftLimits } from "./lift-limits.ts";

/** Where a test finds the local project that all end-to-end tests share. Nobody breaks it: who has to, starts one. */
export type SharedStack = {
  readonly apiUrl: string;
  readonly functionsUrl: string;
  readonly databaseUrl: string;
  readonly secretKey: string;
};

declare module "vitest" {
  // Vitest's own way of typing what a global set-up hands to the tests; only an interface can be added to.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  export interface ProvidedContext {
    stack: SharedStack;
  }
}

/** Vitest's global set-up: the local project with its development settings, once per run. */
export default async function setUpStack(project: TestProject): Promise<() => Promise<void>> {
  const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
  const remove = () => Deno.remove(home, { recursive: true });
  try {
    // The development settings alone, whatever this machine has set.
    const stack = await startStack({
      home,
      port: 0,
      dbPort: 0,
      env: {},
      durable: false,
      redis: false,
      schedule: false,
    });
    await liftLimits(stack.databaseUrl);
    const { apiUrl, functionsUrl, databaseUrl, secretKey } = stack;
    project.provide("stack", { apiUrl, functionsUrl, databaseUrl, secretKey });
    return async () => {
      await stack.stop();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
