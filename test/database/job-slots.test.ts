import { beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { jobRuns, play, prepareSchedule, scheduleOnly } from "../support/schedule.ts";

const { sql } = await testDatabase();
await prepareSchedule(sql);

const slots = async () => (await jobRuns(sql)).map(({ slot }) => slot);

beforeEach(() => scheduleOnly(sql, "refresh-contactable-leads"));

describe("a daily job", () => {
  it.each([
    ["2026-03-07 13:00Z", "2026-03-09 13:00Z", ["2026-03-07 13:30", "2026-03-08 12:30", "2026-03-09 12:30"]],
    ["2026-10-31 12:00Z", "2026-11-02 14:00Z", ["2026-10-31 12:30", "2026-11-01 13:30", "2026-11-02 13:30"]],
  ])(
    "runs at its local time on both sides of the change of the clocks after %s",
    async (since, until, sent) => {
      expect(await play(sql, since, until)).toEqual(sent);
    },
  );

  it.each([
    [
      "America/Los_Angeles",
      "02:30",
      "2026-03-08 09:00Z",
      "2026-03-10 09:00Z",
      ["2026-03-08 10:30", "2026-03-09 09:30"],
    ],
    [
      "America/Los_Angeles",
      "01:30",
      "2026-11-01 07:00Z",
      "2026-11-02 10:00Z",
      ["2026-11-01 09:30", "2026-11-02 09:30"],
    ],
    // There the clocks change at midnight: a day begins an hour late, or its last hour comes twice.
    [
      "Africa/Cairo",
      "00:30",
      "2026-04-23 22:00Z",
      "2026-04-25 12:00Z",
      ["2026-04-23 22:30", "2026-04-24 21:30"],
    ],
    [
      "Africa/Cairo",
      "23:30",
      "2026-10-28 22:00Z",
      "2026-10-30 22:00Z",
      ["2026-10-29 21:30", "2026-10-30 21:30"],
    ],
    [
      "America/Nuuk",
      "23:30",
      "2026-03-27 12:00Z",
      "2026-03-30 12:00Z",
      ["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"],
    ],
  ])(
    "in %s at %s, which is skipped or comes twice, runs once a day",
    async (time_zone, local_time, since, until, sent) => {
      await scheduleOnly(sql, "refresh-contactable-leads", { time_zone, local_time });
      expect(await play(sql, since, until)).toEqual(sent);
    },
  );

  it("runs at the first tick after an outage, while the day lasts", async () => {
    expect(await play(sql, "2026-11-21 20:17Z", "2026-11-21 21:00Z")).toEqual(["2026-11-21 20:17"]);
    expect(await slots()).toEqual(["2026-11-21"]);
  });

  it("is not made up for on another day, but runs for that day at its time", async () => {
    await play(sql, "2026-11-18 13:30Z", "2026-11-18 13:31Z");
    expect(await play(sql, "2026-11-22 08:00Z", "2026-11-22 20:00Z")).toEqual(["2026-11-22 13:30"]);
    expect(await slots()).toEqual(["2026-11-18", "2026-11-22"]);
  });

  it("just before midnight may be a little late", async () => {
    const late = () => scheduleOnly(sql, "refresh-contactable-leads", { local_time: "23:59" });
    await late();
    expect(await play(sql, "2026-11-22 08:13Z", "2026-11-22 09:00Z")).toEqual(["2026-11-22 08:13"]);
    expect(await slots()).toEqual(["2026-11-21"]);
    await late();
    expect(await play(sql, "2026-11-22 08:14Z", "2026-11-22 09:00Z")).toEqual([]);
  });

  it("that is to be skipped when late is skipped a quarter of an hour after its time", async () => {
    const skipping = () => scheduleOnly(sql, "refresh-contactable-leads", { catch_up: "skip" });
    await skipping();
    expect(await play(sql, "2026-11-21 13:44Z", "2026-11-21 13:45Z")).toEqual(["2026-11-21 13:44"]);
    await skipping();
    expect(await play(sql, "2026-11-21 13:45Z", "2026-11-22 08:00Z")).toEqual([]);
  });

  it("runs once a day, whatever its time is changed to", async () => {
    expect(await play(sql, "2026-11-21 13:30Z", "2026-11-21 13:31Z")).toHaveLength(1);
    await sql`update ops.scheduled_jobs set local_time = '06:30' where true`;
    expect(await play(sql, "2026-11-21 13:31Z", "2026-11-22 15:00Z")).toEqual(["2026-11-22 14:30"]);
  });
});

describe("a job of weekdays", () => {
  it("never runs on another day because one was missed", async () => {
    await scheduleOnly(sql, "campaign-feeder");
    await play(sql, "2026-11-20 13:00Z", "2026-11-20 13:59Z");
    // An outage, which ends on Saturday at noon.
    expect(await play(sql, "2026-11-21 20:00Z", "2026-11-23 14:05Z")).toEqual(["2026-11-23 14:00"]);
  });

  it("that is a little late, past midnight, is of the day before", async () => {
    const lateOn = async (since: string, until: string) => {
      await scheduleOnly(sql, "campaign-feeder", { local_time: "23:59" });
      return await play(sql, since, until);
    };
    // Friday's, on Saturday; and on Monday none, because Sunday has none.
    expect(await lateOn("2026-11-21 08:05Z", "2026-11-21 08:30Z")).toEqual(["2026-11-21 08:05"]);
    expect(await lateOn("2026-11-23 08:05Z", "2026-11-23 08:30Z")).toEqual([]);
  });

  it("means its own local days", async () => {
    // In Auckland it is Saturday already, and Monday's six o'clock is on Sunday.
    await scheduleOnly(sql, "campaign-feeder", { time_zone: "Pacific/Auckland" });
    expect(await play(sql, "2026-11-20 12:00Z", "2026-11-23 18:00Z")).toEqual([
      "2026-11-22 17:00",
      "2026-11-23 17:00",
    ]);
  });
});

describe("a job at intervals", () => {
  it("runs once in each, at the first tick", async () => {
    await scheduleOnly(sql, "health-check");
    expect(await play(sql, "2026-11-21 08:02Z", "2026-11-21 08:16Z")).toEqual([
      "2026-11-21 08:02",
      "2026-11-21 08:05",
      "2026-11-21 08:10",
      "2026-11-21 08:15",
    ]);
    expect((await slots())[0]).toBe("2026-11-21T08:00Z");
  });

  it("runs once for all that were missed", async () => {
    await scheduleOnly(sql, "reconcile");
    await play(sql, "2026-11-21 08:00Z", "2026-11-21 08:10Z");
    expect(await play(sql, "2026-11-23 11:40Z", "2026-11-23 12:10Z")).toEqual([
      "2026-11-23 11:40",
      "2026-11-23 12:00",
    ]);
  });

  it("that is to be skipped when late waits for the next one", async () => {
    await scheduleOnly(sql, "reconcile", { catch_up: "skip" });
    expect(await play(sql, "2026-11-23 11:40Z", "2026-11-23 12:10Z")).toEqual(["2026-11-23 12:00"]);
  });
});
