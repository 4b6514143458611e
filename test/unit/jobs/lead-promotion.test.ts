import { describe, expect, test } from "vitest";
import { promoteUnfinished } from "../../../functions/job-lead-promotion/promote-unfinished.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";

const ids = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];
const counts = {
  rows_read: 9,
  rows_refused: 0,
  leads_new: 9,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
};

/** A database with these uploads left, each promoted after so many calls. */
function database(calls: number, failing?: string) {
  const left = new Map(ids.map((id) => [id, calls]));
  const rpc: Rpc = async (door, { upload }) => {
    if (door === "list_unfinished_uploads") return [...left.keys()];
    if (upload === failing) throw new DatabaseUnavailable("57014");
    const remaining = (left.get(String(upload)) ?? 0) - 1;
    left.set(String(upload), remaining);
    return { status: remaining > 0 ? "staged" : "promoted", counts };
  };
  return { rpc, left };
}

const run = (rpc: Rpc, isTimeUp = () => false, reported: unknown[] = []) =>
  promoteUnfinished({ requestId: "run", rpc, isTimeUp, report: (_, subject) => reported.push(subject) });

describe("a run of job-lead-promotion", () => {
  test("promotes every upload that was left, in as many calls as it takes", async () => {
    const { rpc, left } = database(3);
    expect(await run(rpc)).toEqual({ unfinished: 2, promoted: 2 });
    expect([...left.values()]).toEqual([0, 0]);
  });

  test("does nothing when none was left", async () => {
    expect(await run(async () => [])).toEqual({ unfinished: 0, promoted: 0 });
  });

  test("ends when its time is up and leaves the rest to the next one", async () => {
    const { rpc, left } = database(100);
    let asked = 0;
    expect(await run(rpc, () => ++asked > 5)).toEqual({ unfinished: 2, promoted: 0 });
    expect(left.get(ids[1] ?? "")).toBe(100);
  });

  test("goes on when an upload can't be promoted, and has failed in the end", async () => {
    const { rpc, left } = database(1, ids[0]);
    const reported: unknown[] = [];
    await expect(run(rpc, () => false, reported)).rejects.toThrow(DatabaseUnavailable);
    expect(left.get(ids[1] ?? "")).toBe(0);
    expect(reported).toEqual([ids[0]]);
  });
});
