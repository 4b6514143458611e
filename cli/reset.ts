// npm run reset: forgets the local project's database. The next start makes a new one.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { developerEnvironment, readStackSettings } from "./stack/settings.ts";
import { lockHome } from "./stack/stack-lock.ts";

const project = fileURLToPath(new URL("..", import.meta.url));
const { home } = await readStackSettings(project, await developerEnvironment(project));
try {
  const release = await lockHome(home);
  // Nothing but what the stack made: the folder may be somebody's choice.
  await removeIfThere(join(home, "postgres"));
  await removeIfThere(join(home, "data-api.log"));
  await release();
  console.log(`The local database in ${home} is gone: npm start makes a new one.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
