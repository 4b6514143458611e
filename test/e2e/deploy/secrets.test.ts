import { join } from "node:path";
import { expect, test } from "vitest";
import { developmentSettings } from "../../support/development-settings.ts";
import { projectRoot } from "../../support/project-files.ts";
import { withStandIn } from "./stand-in.ts";

test("the Supabase CLI takes the settings of .env.example as secrets, but for the names that are the platform's", async () => {
  await withStandIn(async (api, cli) => {
    const { exitCode } = await cli(["secrets", "set", `--env-file=${join(projectRoot, ".env.example")}`]);
    expect({ exitCode, unanswered: api.unanswered }).toEqual({ exitCode: 0, unanswered: [] });
    const ours = Object.entries(developmentSettings()).filter(([name]) => !name.startsWith("SUPABASE_"));
    expect(Object.fromEntries(api.secrets)).toEqual(Object.fromEntries(ours));
  });
});
