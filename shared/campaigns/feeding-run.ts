import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import type { JobRun } from "../jobs/job.ts";
import type { IssueLinks } from "../leads/consent-link.ts";
import { UpstreamFailure } from "../http/upstream-failure.ts";

/** What a run may use that feeds campaigns. */
export type FeedingRun = Pick<JobRun, "rpc" | "isTimeUp" | "report"> & {
  readonly now: () => Date;
  readonly issueLinks: IssueLinks;
};

/** Keeps what a run survives, one campaign's failure holding up no other. */
export type Failures = {
  /** A tool's, as a code. */
  readonly ofTool: (campaign: number, code: string) => void;
  /** Does something for a campaign; null when it failed, which only a database that is gone may not. */
  readonly survive: <Result>(campaign: number, work: () => Promise<Result>) => Promise<Result | null>;
  /** Throws the first one, if there was any: a run that left something undone has failed. */
  readonly end: () => void;
};

/** Starts with none. */
export function keepFailures(report: JobRun["report"]): Failures {
  const failures: unknown[] = [];
  function keep(campaign: number, failure: unknown): void {
    failures.push(failure);
    report(failure, `campaign-${campaign}`);
  }
  return {
    ofTool: (campaign, code) => keep(campaign, new UpstreamFailure(code)),
    async survive(campaign, work) {
      try {
        return await work();
      } catch (thrown) {
        if (thrown instanceof DatabaseUnavailable) throw thrown;
        keep(campaign, thrown);
        return null;
      }
    },
    end() {
      if (failures.length > 0) throw failures[0];
    },
  };
}
