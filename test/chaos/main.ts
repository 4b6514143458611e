// npm run chaos: thousands of events while everything that can be killed is. CHAOS_EVENTS and CHAOS_SEED choose another run.
import { runChaos } from "./chaos.ts";
import { limitedSender } from "./limited-sender.ts";

const events = Number(Deno.env.get("CHAOS_EVENTS") ?? 2000);
const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
const seed = Number(Deno.env.get("CHAOS_SEED") ?? random);
console.log(`At least ${events} events, seed ${seed}: once in peace, then one to five times each in chaos.`);

const start = performance.now();
const result = await runChaos(events, seed);
const { broken, limit, longestLimiterWait, isAsAfterCalm, ...counts } = result;
const seconds = Math.round((performance.now() - start) / 1000);
for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(12)} ${count}`);
console.log(
  `broken       PostgreSQL ${broken.databases} times, functions ${broken.functions} times, Redis ${broken.redis} times`,
);
console.log(
  `limit        ${limit.taken} of ${limitedSender} taken, ${limit.permitted} permitted, ${limit.refused} answered 429`,
);
console.log(
  `limiter      no delivery waited longer than ${longestLimiterWait} ms, aim 500` +
    (longestLimiterWait > 500 ? "  beyond it" : ""),
);
console.log(`end state    ${isAsAfterCalm ? "as after the run in peace" : "NOT as after the run in peace"}`);

const { refused, lost, doubled, deferred } = counts;
const isRight = refused + lost + doubled + deferred === 0 && isAsAfterCalm && limit.taken <= limit.permitted;
console.log(`${isRight ? "Nothing lost, nothing doubled." : "NOT RIGHT."} ${seconds} s`);
Deno.exit(isRight ? 0 : 1);
