import { expect, test } from "vitest";
import { seededRandom } from "../chaos/random.ts";
import { testDatabase } from "../support/database.ts";
import {
  expectedRuns,
  playTicks,
  prepareSimulation,
  randomOutages,
  simulatedJobs,
  ticks,
} from "../support/simulated-schedule.ts";

const { sql } = await testDatabase();
await prepareSimulation(sql);

// "npm run bench schedule" plays five years.
test.each([
  ["2026-03-02", "2026-03-13"],
  ["2026-10-26", "2026-11-06"],
])(
  "from %s to %s, with outages, each daily job runs once a day, at its time or as soon as there is somebody to look",
  async (from, to) => {
    await sql`delete from ops.job_runs where true`;
    const [since, until] = [Date.parse(from), Date.parse(to)];
    const outages = randomOutages(since, until, 3, seededRandom(20261121));
    expect(outages.length).toBeGreaterThan(0);
    const looks = ticks(since + 8 * 3_600_000, until, outages);
    const sent = await playTicks(sql, simulatedJobs, looks);
    const expected = expectedRuns(simulatedJobs, since, until, looks);
    expect(sent).toEqual(
      expected.toSorted((a, b) => `${a.job} ${a.day}`.localeCompare(`${b.job} ${b.day}`, "en")),
    );
  },
);
