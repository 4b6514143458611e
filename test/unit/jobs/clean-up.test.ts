import { describe, expect, test } from "vitest";
import { cleanUp } from "../../../functions/job-replay-guard-cleanup/clean-up.ts";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";

const batch = 2000;

/** Doors with so many rows to delete each, none where nothing is said; what was called and reported. */
function database(
  rows: Readonly<Record<string, number>> = {},
  failing: Readonly<Record<string, Error>> = {},
) {
  const left = { ...rows };
  const calls: string[] = [];
  const reported: unknown[] = [];
  const rpc: Rpc = (door, args) => {
    calls.push(door);
    const failure = failing[door];
    if (failure) return Promise.reject(failure);
    const removed = Math.min(left[door] ?? 0, Number(args.batch ?? Infinity));
    left[door] = (left[door] ?? 0) - removed;
    return Promise.resolve(removed);
  };
  const run = (isTimeUp = () => false) =>
    cleanUp({ requestId: "run", rpc, isTimeUp, report: (...failure) => reported.push(failure) });
  return { run, calls, reported };
}

describe("a night's cleanup", () => {
  test("asks every door, and again while there is a full batch", async () => {
    const { run, calls } = database({
      cleanup_old_nonces: 2 * batch,
      cleanup_old_receipts: 3,
      cleanup_stale_rate_limits: 5,
    });
    expect(await run()).toMatchObject({ rate_limits: 5, nonces: 2 * batch, receipts: 3, refusals: 0 });
    expect(calls.filter((door) => door === "cleanup_old_nonces")).toHaveLength(3);
    expect(new Set(calls).size).toBe(11);
  });

  test("ends when its time is up, and says that there is more", async () => {
    let asked = 0;
    const { run, calls } = database({ cleanup_old_replay_guards: 100 * batch });
    expect(await run(() => ++asked > 5)).toMatchObject({ replay_guards: 5 * batch, unfinished: 10 });
    expect(calls).toHaveLength(6);
  });

  test("goes on when one kind can't be deleted, and has failed in the end", async () => {
    const refusal = new DatabaseRefusal("42P01");
    const { run, calls, reported } = database({}, { cleanup_old_consent_tokens: refusal });
    await expect(run()).rejects.toBe(refusal);
    expect(reported).toEqual([[refusal, "consent_tokens"]]);
    expect(calls.at(-1)).toBe("cleanup_old_receipts");
  });

  test("ends when the database is gone", async () => {
    const { run, calls } = database({}, { cleanup_old_nonces: new DatabaseUnavailable("NETWORK") });
    await expect(run()).rejects.toThrow(DatabaseUnavailable);
    expect(calls.at(-1)).toBe("cleanup_old_nonces");
  });
});
