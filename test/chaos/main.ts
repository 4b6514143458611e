// npm run chaos: thousands of events while everything that can be killed is. CHAOS_EVENTS and CHAOS_SEED choose another run.
import { runChaos } from "./chaos.ts";

const events = Number(Deno.env.get("CHAOS_EVENTS") ?? 2000);
const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
const seed = Number(Deno.env.get("CHAOS_SEED") ?? random);
console.log(`At least ${events} events, seed ${seed}: once in peace, then one to five times each in chaos.`);

const start = performance.now();
const result = await runChaos(events, seed);
const { broken, isAsAfterCalm, ...counts } = result;
const seconds = Math.round((performance.now() - start) / 1000);
for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(12)} ${count}`);
console.log(`killed       PostgreSQL ${broken.databases} times, functions ${broken.functions} times`);
console.log(`end state    ${isAsAfterCalm ? "as after the run in peace" : "NOT as after the run in peace"}`);

const { refused, lost, doubled, deferred } = counts;
const isRight = refused + lost + doubled + deferred === 0 && isAsAfterCalm;
console.log(`${isRight ? "Nothing lost, nothing doubled." : "NOT RIGHT."} ${seconds} s`);
Deno.exit(isRight ? 0 : 1);
