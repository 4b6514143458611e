// npm run new:provider NAME: a provider that works as it stands, to be made into the sender's.
import { withDevelopmentKey } from "./new-provider/development-key.ts";
import { keysVariable, providerFiles, providerName } from "./new-provider/provider-files.ts";

const [name = "", ...others] = Deno.args;
const at = (path: string) => new URL(`../${path}`, import.meta.url);

if (!providerName.test(name) || others.length > 0) {
  console.error("Usage: npm run new:provider NAME, where the name is lower-case words joined by -");
  Deno.exit(2);
}
try {
  await Deno.mkdir(at(`functions/webhook-${name}`));
} catch (error) {
  if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  console.error(`functions/webhook-${name} is there already.`);
  Deno.exit(1);
}

for (const [path, text] of providerFiles(name)) await create(path, text);
const settings = ".env.example";
await Deno.writeTextFile(
  at(settings),
  withDevelopmentKey(await Deno.readTextFile(at(settings)), keysVariable(name)),
);
console.log(`${settings}: ${keysVariable(name)} added`);
await import("./sync/main.ts");

/** A file that is there already holds somebody's work, as the vectors of a sender that has no function yet. */
async function create(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(at(path), text, { createNew: true });
    console.log(`${path}: created`);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    console.log(`${path}: left as it was`);
  }
}
