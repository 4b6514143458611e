import { fileURLToPath } from "node:url";
import { platformEnvironment } from "../stack/platform-environment.ts";
import { PASSWORD } from "../stack/postgres-cluster.ts";
import { developerEnvironment, readStackSettings } from "../stack/settings.ts";
import { startStack } from "../stack/stack.ts";

/** The stack that a demo plays on. */
export type DemoStack = {
  readonly apiUrl: string;
  readonly functionsUrl: string;
  readonly databaseUrl: string;
  readonly publishableKey: string;
  /** What the tokens of people who sign in are signed with (HS256). */
  readonly jwtSecret: string;
  /** What its functions find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it was there before, and stays. */
  readonly wasRunning: boolean;
  readonly stop: () => Promise<void>;
};

const project = fileURLToPath(new URL("../..", import.meta.url));

/** The stack that runs on this project's ports, or else a new one in a temporary folder, gone once it is stopped. */
export async function demoStack(): Promise<DemoStack> {
  const settings = await readStackSettings(project, await developerEnvironment(project));
  const { port, dbPort, publishableKey, jwtSecret } = settings;
  const apiUrl = `http://127.0.0.1:${port}`;
  if (port !== 0 && (await isServing(apiUrl))) {
    const databaseUrl = `postgresql://postgres:${PASSWORD}@127.0.0.1:${dbPort}/postgres`;
    return {
      apiUrl,
      functionsUrl: `${apiUrl}/functions/v1`,
      databaseUrl,
      publishableKey,
      jwtSecret,
      environment: platformEnvironment(settings, { apiUrl, databaseUrl }),
      wasRunning: true,
      stop: () => Promise.resolve(),
    };
  }
  const home = await Deno.makeTempDir({ prefix: "sluice-demo-" });
  const remove = () => Deno.remove(home, { recursive: true });
  try {
    const { apiUrl, functionsUrl, databaseUrl, ...stack } = await startStack({
      home,
      port: 0,
      dbPort: 0,
      durable: false,
      // A demo triggers the jobs itself, when their turn has come.
      schedule: false,
    });
    return {
      apiUrl,
      functionsUrl,
      databaseUrl,
      publishableKey,
      jwtSecret,
      environment: platformEnvironment(settings, { apiUrl, databaseUrl }),
      wasRunning: false,
      async stop() {
        await stack.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function isServing(apiUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/functions/v1/health`);
    await response.body?.cancel();
    return response.status === 200;
  } catch (error) {
    // Nobody listens there.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
