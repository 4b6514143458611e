import { parse } from "node:querystring";
import type { Scheme } from "../../../shared/verification/types.ts";
import { libraries } from "../../support/libraries.ts";
import type { Library } from "../../support/libraries/library.ts";
import { schemeOf } from "../../support/vector-scheme.ts";
import { type Vector, vectorFiles } from "../../support/vectors.ts";
import { measureAlone, measureInTurns } from "../measure.ts";
import { printMedian, printRatio } from "../report.ts";
import { inStagedWorld } from "./staged-world.ts";

const rounds = 15;
/** Until V8 has compiled what it is going to compile. */
const warmUpRounds = 15;
const millisecondsPerRound = 20;
const aim = 1;

/**
 * What each provider's scheme takes for the deliveries of its vectors that are accepted. Beside its own library, where that is
 * installed, both go from the headers, the bytes and the key to the parsed event: a library doesn't verify without parsing.
 */
export async function benchVerification(): Promise<void> {
  for (const file of vectorFiles()) {
    const accepted = file.vectors.filter(({ result }) => result === "accepted");
    const now = accepted[0]?.now ?? new Date();
    const deliveries = accepted.filter((vector) => vector.now.getTime() === now.getTime());
    const scheme = await schemeOf(file);
    await inStagedWorld(now, file, () => benchScheme(file.provider, scheme, deliveries));
  }
}

async function benchScheme(provider: string, scheme: Scheme, deliveries: readonly Vector[]): Promise<void> {
  const name = `verification, ${provider}`;
  const library = libraries.get(provider);
  if (library === undefined) {
    const alone = () => timed(deliveries, (vector) => verify(scheme, vector));
    printMedian(name, "µs", await measureAlone(warmUpRounds, rounds, alone));
    return;
  }
  const shared: Vector[] = [];
  for (const vector of deliveries) if (await takes(library, vector)) shared.push(vector);
  if (shared.length === 0) throw new Error(`The library of ${provider} takes none of its vectors.`);
  const microseconds = await measureInTurns(warmUpRounds, rounds, {
    bare: () => timed(shared, (vector) => takeBy(library, vector)),
    ours: () => timed(shared, (vector) => verifyAndParse(scheme, vector)),
  });
  printRatio({ name, unit: "µs", of: (sample) => sample, aim, beside: "library" }, microseconds);
}

async function verify(scheme: Scheme, { provider, id, delivery, keys, now }: Vector): Promise<void> {
  const { ok } = await scheme(delivery, keys, now);
  if (!ok) throw new Error(`${provider} refused ${id}`);
}

async function verifyAndParse(scheme: Scheme, vector: Vector): Promise<void> {
  await verify(scheme, vector);
  const text = new TextDecoder().decode(vector.delivery.body);
  if (text.startsWith("{") || text.startsWith("[")) JSON.parse(text);
  else parse(text);
}

function takeBy(library: Library, { delivery, keys: [key = ""] }: Vector): unknown {
  return library(delivery, key);
}

/** Whether the library takes the delivery too, by its first key: some vectors rotate keys, or aren't JSON. */
async function takes(library: Library, vector: Vector): Promise<boolean> {
  try {
    await takeBy(library, vector);
    return true;
  } catch {
    return false;
  }
}

/** Microseconds per delivery, all of them in turns for as long as a round is. */
async function timed(deliveries: readonly Vector[], take: (vector: Vector) => unknown): Promise<number> {
  const start = performance.now();
  let taken = 0;
  let milliseconds = 0;
  while (milliseconds < millisecondsPerRound) {
    for (const vector of deliveries) await take(vector);
    taken += deliveries.length;
    milliseconds = performance.now() - start;
  }
  return (milliseconds * 1000) / taken;
}
