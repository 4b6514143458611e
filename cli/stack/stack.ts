import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../shared/settings.ts";
import { bootstrap } from "./bootstrap.ts";
import { serveDataApi } from "./data-api/serve.ts";
import { serveFunctions } from "./functions.ts";
import { gateway } from "./gateway.ts";
import type { LaunchedProcess } from "./launched-process.ts";
import { type Door, listen } from "./listen.ts";
import { migrate } from "./migrate.ts";
import type { Print } from "./output.ts";
import { platformEnvironment } from "./platform-environment.ts";
import { type LocalRedis, startRedis } from "./redis/redis-server.ts";
import { startSchedule } from "./schedule/schedule.ts";
import { developerEnvironment, readStackSettings } from "./settings.ts";
import { lockHome } from "./stack-lock.ts";
import { supervisePostgres } from "./supervised-postgres.ts";

/** How a stack differs from the one that `npm start` starts. */
export type StackOptions = {
  /** The folder with `functions/` and `supabase/` in it; this project when left out. */
  readonly projectFolder?: string;
  /** The folder that everything is kept in; `SLUICE_HOME` when left out. */
  readonly home?: string;
  /** 0 for a free one; `PORT` when left out. */
  readonly port?: number;
  /** 0 for a free one; `DB_PORT` when left out. */
  readonly dbPort?: number;
  /** What is set instead of this process's environment and the project's `.env`, over its `.env.example`. */
  readonly env?: Environment;
  /** Whether a commit survives a power cut; true when left out. */
  readonly durable?: boolean;
  /** Whether a Redis is started for the rate limits, where there is `redis-server` and no other is set; true when left out. */
  readonly redis?: boolean;
  /** Whether the jobs run on their schedule; true when left out. */
  readonly schedule?: boolean;
  /** Where its output and that of the functions goes, line by line; nowhere when left out. */
  readonly print?: Print;
};

/** A running local project. */
export type Stack = {
  readonly apiUrl: string;
  readonly functionsUrl: string;
  readonly databaseUrl: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtSecret: string;
  /** The Redis that holds the rate limits; null where the database does, or a Redis elsewhere. */
  readonly redis: LocalRedis | null;
  /** The process that serves a function now; undefined when none does. */
  readonly functionProcess: (name: string) => Promise<LaunchedProcess | undefined>;
  readonly stopDatabase: () => Promise<void>;
  readonly startDatabase: () => Promise<void>;
  /** Ends everything that was started. */
  readonly stop: () => Promise<void>;
};

const thisProject = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Starts a local project and returns when it serves: PostgreSQL with all migrations, the Data API, Auth and the functions behind
 * one port. It ends with this process, however this process ends. Throws an error that says what to change when it can't start.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const project = resolve(options.projectFolder ?? thisProject);
  const print = options.print ?? (() => undefined);
  const settings = await readStackSettings(project, {
    ...(options.env ?? (await developerEnvironment(project))),
    ...(options.home !== undefined && { SLUICE_HOME: resolve(options.home) }),
    ...(options.port !== undefined && { PORT: String(options.port) }),
    ...(options.dbPort !== undefined && { DB_PORT: String(options.dbPort) }),
  });

  let door: Door | undefined;
  const started: (() => Promise<void>)[] = [];
  // The door first, so that nothing comes in while what would answer it goes; also when one of them doesn't start.
  const stop = async (): Promise<void> => {
    await door?.close();
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    started.push(await lockHome(settings.home));
    door = listen(settings.port);
    const database = await supervisePostgres(
      {
        dataFolder: join(settings.home, "postgres"),
        durable: options.durable ?? true,
        ...(settings.dbPort !== 0 && { port: settings.dbPort }),
      },
      print,
    );
    started.push(database.stop);
    await bootstrap(database.adminUrl);
    await migrate(database.url, project);

    const api = await serveDataApi(database, settings);
    started.push(api.stop);
    const hasRedis = (settings.secrets.UPSTASH_REDIS_REST_URL ?? "").trim() !== "";
    const redis = (options.redis ?? true) && !hasRedis ? await startRedis() : null;
    if (redis) started.push(redis.stop);
    const functions = await serveFunctions(
      project,
      {
        ...platformEnvironment(settings, { apiUrl: door.url, databaseUrl: database.url }),
        ...(redis && { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token }),
      },
      print,
    );
    started.push(functions.stop);
    door.open(
      gateway({
        functions: functions.pool,
        functionConfig: functions.config,
        api: api.pool,
        databaseRuns: database.runs,
        jwtSecret: settings.jwtSecret,
      }),
    );
    if (options.schedule ?? true) {
      const { url, adminUrl } = database;
      const schedulerToken = settings.secrets.SCHEDULER_TOKEN;
      started.push((await startSchedule({ url, adminUrl, apiUrl: door.url, schedulerToken, print })).stop);
    }
    return {
      apiUrl: door.url,
      functionsUrl: `${door.url}/functions/v1`,
      databaseUrl: database.url,
      publishableKey: settings.publishableKey,
      secretKey: settings.secretKey,
      jwtSecret: settings.jwtSecret,
      redis,
      functionProcess: async (name) => functions.pool.running(name),
      stopDatabase: database.stop,
      startDatabase: database.start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
