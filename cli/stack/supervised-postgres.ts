import type { Print } from "./output.ts";
import { type PostgresOptions, startPostgres } from "./postgres.ts";
import type { RunningPostgres } from "./postgres-server.ts";

/** A PostgreSQL that is started again when it ends by itself. */
export type SupervisedPostgres = {
  readonly url: string;
  readonly adminUrl: string;
  /** Whether it answers, as far as is known. */
  readonly runs: () => boolean;
  /** Ends it, until it is started again. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
};

const pauseMilliseconds = 250;

/** Starts PostgreSQL, and again whenever it ends without having been stopped. */
export async function supervisePostgres(options: PostgresOptions, print: Print): Promise<SupervisedPostgres> {
  const first = await startPostgres(options);
  // The same port again: its address is in the environment of everything that was started since.
  const again: PostgresOptions = { ...options, port: first.port };
  let server: RunningPostgres | null = null;
  let wanted = true;
  let restarting = Promise.resolve();

  function keep(started: RunningPostgres): void {
    server = started;
    void started.ended.then(() => {
      server = null;
      if (wanted) restarting = restart();
    });
  }

  async function restart(): Promise<void> {
    print("PostgreSQL ended: starting it again");
    let failure: string | undefined;
    while (wanted) {
      // Its orphans take a moment to go, and until then they keep the cluster to themselves.
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      try {
        keep(await startPostgres(again));
        print("PostgreSQL runs again");
        return;
      } catch (error) {
        if (String(error) !== failure) print((failure = String(error)));
      }
    }
  }

  keep(first);
  return {
    url: first.url,
    adminUrl: first.adminUrl,
    runs: () => server !== null,
    async stop() {
      wanted = false;
      await restarting;
      await server?.stop();
    },
    async start() {
      wanted = true;
      if (server === null) keep(await startPostgres(again));
    },
  };
}
