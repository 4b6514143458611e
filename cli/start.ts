// npm start: the local project, until Ctrl-C.
import { endOfRun } from "./stack/end-of-run.ts";
import { startStack } from "./stack/stack.ts";

const end = endOfRun();
try {
  const stack = await startStack({ print: console.log });
  console.log(`
  API              ${stack.apiUrl}
  Functions        ${stack.functionsUrl}
  Database         ${stack.databaseUrl}
  Publishable key  ${stack.publishableKey}
  Secret key       ${stack.secretKey}
  Rate limits      ${stack.redis ? "in a Redis of its own, behind a door as Upstash's" : "in the database"}
  Schedule         every minute; what ran is in v_job_runs

Sluice is ready. Ctrl-C ends it.`);
  await end;
  await stack.stop();
  Deno.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
