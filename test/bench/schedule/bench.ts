import postgres from "postgres";
import { seededRandom } from "../../chaos/random.ts";
import {
  expectedRuns,
  playTicks,
  prepareSimulation,
  randomOutages,
  simulatedJobs,
  ticks,
} from "../../support/simulated-schedule.ts";
import { startDurableDatabase } from "../durable-database.ts";

const since = Date.parse("2026-01-01");
const until = Date.parse("2031-01-01");
const seed = 20261121;

/** Five years of the schedule by a simulated clock, with outages: what was sent beside what should have been, run by run. */
export async function benchSchedule(): Promise<void> {
  const outages = randomOutages(since, until, 20, seededRandom(seed));
  const looks = ticks(since + 8 * 3_600_000, until, outages);
  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1 });
  try {
    await prepareSimulation(sql);
    const start = performance.now();
    const sent = await playTicks(sql, simulatedJobs, looks);
    const seconds = (performance.now() - start) / 1000;
    const down = outages.reduce((sum, outage) => sum + outage.until - outage.from, 0) / 86_400_000;
    console.log(
      `${"schedule, 2026 to 2030".padEnd(34)} ${looks.length} ticks in ${seconds.toFixed(0)} s; ` +
        `${outages.length} outages, ${down.toFixed(0)} days in all, the longest ` +
        `${(Math.max(...outages.map((outage) => outage.until - outage.from)) / 3_600_000).toFixed(0)} hours`,
    );
    const expected = expectedRuns(simulatedJobs, since, until, looks);
    const wanted = new Set(expected.map(({ job, day, at }) => `${job} ${day} ${at}`));
    for (const { name, local_time, weekdays } of simulatedJobs) {
      const own = sent.filter(({ job }) => job === name);
      const right = own.filter(({ job, day, at }) => wanted.has(`${job} ${day} ${at}`));
      const days = new Set(own.map(({ day }) => day));
      const elsewhere = own.filter(({ day }) => !weekdays.includes(new Date(day).getUTCDay() || 7));
      const due = expected.filter(({ job }) => job === name);
      console.log(
        `  ${`${name} ${local_time}`.padEnd(34)} ${own.length} runs on ${days.size} days, ${due.length} due; ` +
          `${right.length} when they should, ${elsewhere.length} on other weekdays`,
      );
    }
  } finally {
    await sql.end();
    await database.stop();
  }
}
