import { expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { projectFiles } from "../support/project-files.ts";

const { sql } = await testDatabase();

const folders = projectFiles(/^functions\/job-[^/]+\/job\.ts$/).map((path) => path.split("/")[1] ?? "");

it("every job function is in the schedule", async () => {
  const rows = await sql<{ name: string }[]>`select 'job-' || name as name from ops.scheduled_jobs`;
  const scheduled = rows.map(({ name }) => name);
  expect(folders.filter((folder) => !scheduled.includes(folder))).toEqual([]);
});

it("the schedule is one entry of pg_cron, every minute", async () => {
  expect(await sql`select jobname, schedule, command from cron.job`).toEqual([
    { jobname: "sluice-dispatch-due-jobs", schedule: "* * * * *", command: "select ops.dispatch_due_jobs()" },
  ]);
});
