import { startPostgres } from "../../cli/stack/postgres.ts";

/** A PostgreSQL to test on. */
export type DatabaseServer = {
  /** As the superuser. */
  readonly adminUrl: string;
  readonly stop: () => Promise<void>;
};

/**
 * The server that `DATABASE_URL` names as its superuser, one whose `postgres` isn't a superuser, such as
 * that of `npm start`; or else one of this run's own, gone with it.
 */
export async function databaseServer(): Promise<DatabaseServer> {
  const given = Deno.env.get("DATABASE_URL");
  if (given) return { adminUrl: given, stop: () => Promise.resolve() };
  const dataFolder = await Deno.makeTempDir({ prefix: "sluice-test-" });
  const server = await startPostgres({ dataFolder, durable: false, settings: { autovacuum: "off" } });
  return {
    adminUrl: server.adminUrl,
    stop: async () => {
      await server.stop();
      await Deno.remove(dataFolder, { recursive: true });
    },
  };
}
