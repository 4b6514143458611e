import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Provider } from "../../shared/intake/provider.ts";
import { loadProvider } from "../support/load-provider.ts";
import { projectRoot } from "../support/project-files.ts";
import { readVectorFile, type VectorFile } from "../support/vectors.ts";
import { type Attempt, attemptOf, reachesTheFunction } from "./attempt.ts";
import { tryForgery } from "./forgery.ts";
import { tryHostileBody } from "./hostile-body.ts";
import type { Subject } from "./subject.ts";
import { targetOf } from "./target.ts";

/** The function of every provider, and the requests of its vectors to start from. */
export function webhookSubjects(): Promise<readonly Subject[]> {
  const folders = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));
  return Promise.all(
    folders.map(async (folder) => {
      const name = folder.slice("webhook-".length);
      const { vectors, recorded } = readVectorFile(name);
      const seeds = vectors.filter(reachesTheFunction).map(attemptOf);
      return webhookSubject(await loadProvider(name), seeds, recorded);
    }),
  );
}

/** A provider's function. Half of what is tried are forgeries, half are hostile bodies under a proof of origin. */
export function webhookSubject(
  provider: Provider,
  seeds: readonly Attempt[],
  recorded: VectorFile["recorded"] = {},
): Subject {
  const target = targetOf(provider, seeds);
  return {
    name: `webhook-${provider.name}`,
    recorded,
    async warmUp() {
      for (const genuine of seeds) await target.send(genuine);
    },
    tries: [(random) => tryForgery(target, random), (random) => tryHostileBody(target, random)],
  };
}
