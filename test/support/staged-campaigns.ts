import type postgres from "postgres";
import { emptyCampaigns, hoursAfter, thursday } from "./campaigns.ts";
import { stagedDoors } from "./staged-doors.ts";

/** The doors of campaigns by a clock of the test's own, which stands at a Thursday's noon. To start over empties what they touch, too. */
export function stagedCampaigns(sql: postgres.Sql) {
  const clock = { now: thursday };
  return {
    clock,
    rpc: stagedDoors(sql, clock),
    later: (minutes: number) => {
      clock.now = hoursAfter(clock.now, minutes / 60);
    },
    startOver: async () => {
      clock.now = thursday;
      await emptyCampaigns(sql);
    },
  };
}
