import type { CliOptions } from "../../../cli/supabase.ts";
import type { Upload } from "../../support/management-api.ts";
import { withStandIn } from "./stand-in.ts";

/** What the Supabase CLI made of `functions deploy`. */
export type Deployment = {
  readonly exitCode: number;
  /** All that it printed. */
  readonly output: string;
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly live: readonly string[];
  readonly unanswered: readonly string[];
};

/** Deploys every function of a project, of this one when none is named. */
export async function deploy(options?: Pick<CliOptions, "project">): Promise<Deployment> {
  return withStandIn(async (api, cli) => {
    const { exitCode, stdout, stderr } = await cli(["functions", "deploy", "--use-api"], options);
    const { uploads, unanswered } = api;
    return { exitCode, output: stdout + stderr, uploads, live: api.live(), unanswered };
  });
}
