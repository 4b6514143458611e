import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusalCounter } from "../../../shared/observability/refusal-counter.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counter(available = () => true) {
  const told: unknown[] = [];
  const kept: Promise<unknown>[] = [];
  const { count } = refusalCounter(
    "webhook-acme",
    async (_door, { counts }) => {
      if (!available()) throw new Error("the database is away");
      told.push(counts);
      return null;
    },
    (running) => kept.push(running),
  );
  return { count, told, kept };
}

test("refusals are told at once, then summed and told every ten seconds", async () => {
  const { count, told } = counter();
  count("mismatch");
  for (let i = 0; i < 1000; i++) count("mismatch");
  count("expired");
  await vi.advanceTimersByTimeAsync(9_000);
  expect(told).toEqual([{ mismatch: 1 }]);
  count("expired");
  await vi.advanceTimersByTimeAsync(1_001);
  expect(told).toEqual([{ mismatch: 1 }, { mismatch: 1000, expired: 2 }]);
});

test("nothing is told while nothing is refused", async () => {
  const { count, told } = counter();
  count("mismatch");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveLength(1);
});

test("counts that the database didn't take are told later", async () => {
  let isAvailable = false;
  const { count, told } = counter(() => isAvailable);
  count("mismatch");
  await vi.advanceTimersByTimeAsync(5_000);
  isAvailable = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([{ mismatch: 1 }]);
});

test("the platform is asked to let it finish", () => {
  const { count, kept } = counter();
  count("mismatch");
  count("mismatch");
  expect(kept).toHaveLength(1);
});
