import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median, type Rounds } from "../measure.ts";
import { printRatio } from "../report.ts";
import { bareTable, wideLimits } from "./contenders.ts";
import { type Load, startLoadGenerator } from "./load.ts";

const rounds = 9;
const seconds = 0.6;
const aim = 3;

/** `process_webhook_atomically` with a paid checkout, beside a bare insert of the same payload, by 1, 8 and 32 clients. */
export async function benchDoor(): Promise<void> {
  const database = await startDurableDatabase();
  const generator = startLoadGenerator(2);
  try {
    const sql = postgres(database.url, { max: 1 });
    await sql.unsafe(bareTable);
    await sql.unsafe(wideLimits);
    await sql.end();

    for (const clients of [1, 8, 32]) {
      const order = { url: database.url, clients, seconds };
      const bare = () => generator.run({ ...order, contender: "bare" });
      for (const contender of ["door", "door-and-limit"] as const) {
        const ours = () => generator.run({ ...order, contender });
        printLoads(`${contender}, ${clients}`, await measureInTurns<Load>(1, rounds, { bare, ours }));
      }
      const ceiling = await generator.run({ ...order, contender: "nothing" });
      console.log(`${"".padEnd(34)} an empty round trip: ${ceiling.perSecond.toFixed(0)} /s`);
    }
  } finally {
    await generator.stop();
    await database.stop();
  }
}

function printLoads(name: string, loads: Rounds<Load>): void {
  const throughput = { unit: "/s", of: ({ perSecond }: Load) => perSecond, aim, moreIsBetter: true };
  const latency = { unit: "ms", of: ({ milliseconds }: Load) => median(milliseconds), aim };
  printRatio({ name: `${name}: throughput`, ...throughput }, loads);
  printRatio({ name: `${name}: median latency`, ...latency }, loads);
}
