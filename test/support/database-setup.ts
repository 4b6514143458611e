import type { TestProject } from "vitest/node";
import { bootstrap } from "../../cli/stack/bootstrap.ts";
import { migrate } from "../../cli/stack/migrate.ts";
import { copyDatabase, databaseUrl, dropDatabases, OWNER } from "./database-copies.ts";
import { databaseServer } from "./database-server.ts";

/** Where a test file finds the databases that it may copy. */
export type DatabaseTemplates = {
  /** As the superuser. */
  readonly adminUrl: string;
  /** What the names of this run's databases begin with. */
  readonly prefix: string;
  /** A new project, before its first migration. */
  readonly bare: string;
  /** With every migration. */
  readonly migrated: string;
};

declare module "vitest" {
  // Vitest's own way of typing what a global set-up hands to the tests; only an interface can be added to.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  export interface ProvidedContext {
    databaseTemplates: DatabaseTemplates;
  }
}

/** Vitest's global set-up: one server and the databases to copy, once per run. */
export default async function setUpDatabases(project: TestProject): Promise<() => Promise<void>> {
  const server = await databaseServer();
  const { adminUrl } = server;
  const prefix = `sluice_${crypto.randomUUID().slice(0, 8)}_`;
  const bare = `${prefix}bare`;
  const migrated = `${prefix}migrated`;
  const tearDown = async () => {
    await dropDatabases(adminUrl, prefix);
    await server.stop();
  };
  try {
    await copyDatabase(adminUrl, "template0", bare);
    await bootstrap(databaseUrl(adminUrl, bare));
    await copyDatabase(adminUrl, bare, migrated);
    await migrate(databaseUrl(adminUrl, migrated, OWNER));
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide("databaseTemplates", { adminUrl, prefix, bare, migrated });
  return tearDown;
}
