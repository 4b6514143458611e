import { bootstrap } from "../stack/bootstrap.ts";
import { migrate } from "../stack/migrate.ts";
import { startPostgres } from "../stack/postgres.ts";

/** Hands `work` the URL of a new database with every migration in it, on a server that is gone afterwards. */
export async function withMigratedDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataFolder = await Deno.makeTempDir();
  try {
    const server = await startPostgres({ dataFolder, durable: false });
    try {
      await bootstrap(server.adminUrl);
      await migrate(server.url);
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(dataFolder, { recursive: true });
  }
}
