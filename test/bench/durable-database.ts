import { bootstrap } from "../../cli/stack/bootstrap.ts";
import { migrate } from "../../cli/stack/migrate.ts";
import { startPostgres } from "../../cli/stack/postgres.ts";

/** A database with every migration, on a server of its own that waits for the disk as production does. */
export async function startDurableDatabase(): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
}> {
  const dataFolder = await Deno.makeTempDir({ prefix: "sluice-bench-" });
  const server = await startPostgres({ dataFolder, durable: true });
  const stop = async () => {
    await server.stop();
    await Deno.remove(dataFolder, { recursive: true });
  };
  try {
    await bootstrap(server.adminUrl);
    await migrate(server.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, stop };
}
