import { expect, test } from "vitest";
import { refreshContactableLeads } from "../../../functions/job-refresh-contactable-leads/refresh-contactable-leads.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";

const database =
  (refresh: object, deadlines: (number | undefined)[] = []): Rpc =>
  async (door, _, deadline) => {
    deadlines.push(deadline);
    return door === "release_ended_campaigns" ? { released: 2 } : refresh;
  };

test("a run counts what it found, and waits longer for it than for other doors", async () => {
  const deadlines: (number | undefined)[] = [];
  const rpc = database({ refreshed: true, rows: 40, milliseconds: 12 }, deadlines);
  expect(await refreshContactableLeads(rpc)).toEqual({
    released: 2,
    refreshed: 1,
    rows: 40,
    milliseconds: 12,
  });
  expect(deadlines[0]).toBeUndefined();
  // The door's own timeout is 120 seconds, the platform's 150.
  expect(deadlines[1]).toBeGreaterThan(120_000);
  expect(deadlines[1]).toBeLessThan(150_000);
});

test("a run that finds somebody else at it says so", async () => {
  const rpc = database({ refreshed: false, rows: null, milliseconds: 1 });
  expect(await refreshContactableLeads(rpc)).toEqual({ released: 2, refreshed: 0, milliseconds: 1 });
});
