import { join } from "node:path";
import { type CliOptions, type CliResult, supabase } from "../../../cli/supabase.ts";
import { type ManagementApi, startManagementApi } from "../../support/management-api.ts";

/** The real Supabase CLI, signed in to a stand-in of Supabase and told to use its one project. */
export type SignedInCli = (
  args: readonly string[],
  options?: Pick<CliOptions, "project">,
) => Promise<CliResult>;

const project = "abcdefghijklmnopqrst";
const accessToken = `sbp_${"0".repeat(40)}`;

/** Gives `work` a stand-in of Supabase on this machine, and a CLI that takes it for the real one. */
export async function withStandIn<Result>(
  work: (api: ManagementApi, cli: SignedInCli) => Promise<Result>,
): Promise<Result> {
  const api = startManagementApi(project);
  const folder = await Deno.makeTempDir();
  const profile = join(folder, "profile.yaml");
  // The CLI refuses a profile that lacks one of these.
  const settings = {
    name: "stand-in",
    api_url: api.url,
    dashboard_url: `${api.url}/dashboard`,
    project_host: "supabase.invalid",
  };
  try {
    await Deno.writeTextFile(profile, JSON.stringify(settings));
    return await work(api, (args, options) =>
      supabase([...args, `--remote=${project}`, `--profile=${profile}`], {
        ...options,
        environment: { SUPABASE_ACCESS_TOKEN: accessToken },
      }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
    await api.stop();
  }
}
