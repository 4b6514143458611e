import { expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { projectFiles } from "../support/project-files.ts";

const { sql } = await testDatabase();

const folders = projectFiles(/^functions\/job-[^/]+\/job\.ts$/).map((path) => path.split("/")[1] ?? "");

it("what is scheduled is what there are functions for, each of them", async () => {
  const rows = await sql<{ name: string }[]>`select 'job-' || name as name from ops.scheduled_jobs`;
  expect(rows.map(({ name }) => name).sort()).toEqual(folders.toSorted());
});

it("the schedule is one entry of pg_cron, every minute", async () => {
  expect(await sql`select jobname, schedule, command from cron.job`).toEqual([
    { jobname: "sluice-dispatch-due-jobs", schedule: "* * * * *", command: "select ops.dispatch_due_jobs()" },
  ]);
});
