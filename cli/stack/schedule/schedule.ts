import type { Print } from "../output.ts";
import { startCron } from "./cron.ts";
import { startNet } from "./net.ts";
import { keepVaultSecrets } from "./vault-secrets.ts";

/** What the schedule of a local project needs to know. */
export type ScheduleOptions = {
  readonly url: string;
  readonly adminUrl: string;
  /** Where the functions are, as the project's address. */
  readonly apiUrl: string;
  /** As the functions know it: one token or several, comma-separated. */
  readonly schedulerToken: string | undefined;
  readonly print: Print;
};

/** Starts what triggers the jobs of a local project, as pg_cron and pg_net do on a hosted one; returns what ends it. */
export async function startSchedule({
  url,
  adminUrl,
  apiUrl,
  schedulerToken,
  print,
}: ScheduleOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const [token = ""] = (schedulerToken ?? "").split(",").map((text) => text.trim());
  // Without a token nothing can be sent: the runs say so.
  await keepVaultSecrets(url, { project_url: apiUrl, ...(token !== "" && { scheduler_token: token }) });
  const [cron, net] = [startCron(url, print), startNet(adminUrl)];
  return {
    async stop() {
      await cron.stop();
      await net.stop();
    },
  };
}
