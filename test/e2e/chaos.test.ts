import { expect, test } from "vitest";
import { runChaos } from "../chaos/chaos.ts";

test(
  "no event is lost or doubled while PostgreSQL and the functions are killed",
  { timeout: 120_000 },
  async () => {
    const { broken, events, deliveries, ...outcome } = await runChaos(200, 1);
    expect(events).toBeGreaterThanOrEqual(200);
    expect(deliveries).toBeGreaterThan(2 * events);
    expect(Math.min(broken.databases, broken.functions)).toBeGreaterThan(0);
    expect(outcome).toEqual({ refused: 0, lost: 0, doubled: 0, deferred: 0, isAsAfterCalm: true });
  },
);
