import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { generateProviderRegistry, PROVIDER_REGISTRY_PATH } from "../../../cli/sync/provider-registry.ts";
import type { Job } from "../../../shared/jobs/job.ts";
import { functionEnvironment, unreachableUrl } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot, readProjectFile } from "../../support/project-files.ts";

const folders = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("job-"));
const exported = z.object({
  job: z.custom<Job>(
    (value) => z.object({ name: z.string(), prepare: z.function() }).safeParse(value).success,
  ),
});

const index = `import { serveJob } from "../../shared/jobs/serve.ts";
import { job } from "./job.ts";

serveJob(job);
`;

const start = (folder: string, changed: Readonly<Record<string, string>>) =>
  launchFunction(projectRoot, `functions/${folder}/index.ts`, {
    ...functionEnvironment(unreachableUrl),
    ...changed,
  });

describe.each(folders)("functions/%s", (folder) => {
  test("starts the job app with its job, and does nothing else", () => {
    expect(readProjectFile(`functions/${folder}/index.ts`)).toBe(index);
  });

  test("declares the job that it is named after", async () => {
    const { job } = exported.parse(await import(join(projectRoot, `functions/${folder}/job.ts`)));
    expect(`job-${job.name}`).toBe(folder);
  });

  test("says in its README who calls it and how", () => {
    expect(readProjectFile(`functions/${folder}/README.md`)).toContain("SCHEDULER_TOKEN");
  });

  test("doesn't start without the scheduler's token, and says which variable it wants", async () => {
    await expect(start(folder, { SCHEDULER_TOKEN: " " })).rejects.toThrow(
      "SCHEDULER_TOKEN is missing or blank",
    );
  });

  test("refuses whoever isn't the scheduler, and fails a run whose database doesn't answer", async () => {
    const token = "token-of-this-test";
    const running = await start(folder, { SCHEDULER_TOKEN: token });
    try {
      const status = async (headers: Readonly<Record<string, string>>) =>
        (await fetch(`${running.url}/${folder}`, { method: "POST", headers, body: "{}" })).status;
      expect(await status({})).toBe(401);
      expect(await status({ "x-scheduler-token": token })).toBe(503);
    } finally {
      await running.kill();
    }
  });
});

test(`${PROVIDER_REGISTRY_PATH} has the providers that the folders declare`, async () => {
  expect(readProjectFile(PROVIDER_REGISTRY_PATH), 'it is stale: run "npm run sync"').toBe(
    await generateProviderRegistry(),
  );
});
