import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { bareTable } from "./contenders.ts";
import { type Load, startLoadGenerator } from "./load.ts";

const rounds = 15;
const seconds = 0.6;
const aim = 3;

/** `process_webhook_atomically` with a paid checkout, beside a bare insert of the same payload. */
export async function benchDoor(): Promise<void> {
  const database = await startDurableDatabase();
  const generator = startLoadGenerator(2);
  try {
    const sql = postgres(database.url, { max: 1 });
    await sql.unsafe(bareTable);
    await sql.end();

    for (const clients of [1, 8, 32]) {
      const order = { url: database.url, clients, seconds };
      const ceiling = await generator.run({ ...order, contender: "nothing" });
      const loads = await measureInTurns<Load>(1, rounds, {
        bare: () => generator.run({ ...order, contender: "bare" }),
        ours: () => generator.run({ ...order, contender: "door" }),
      });
      const name = `door, ${clients} ${clients === 1 ? "client" : "clients"}`;
      printRatio(
        { name: `${name}: throughput`, unit: "/s", of: (load) => load.perSecond, aim, moreIsBetter: true },
        loads,
      );
      printRatio(
        { name: `${name}: median`, unit: "ms", of: (load) => median(load.milliseconds), aim },
        loads,
      );
      console.log(`${"".padEnd(34)} an empty round trip: ${ceiling.perSecond.toFixed(0)} /s`);
    }
  } finally {
    await generator.stop();
    await database.stop();
  }
}
