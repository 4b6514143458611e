import { describe, expect, test } from "vitest";
import { checkHealth } from "../../../functions/job-health-check/check-health.ts";
import type { Heartbeat } from "../../../functions/job-health-check/heartbeat.ts";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { UpstreamFailure } from "../../../shared/http/upstream-failure.ts";
import type { TellAlerts } from "../../../functions/job-health-check/alert-news.ts";

const news = {
  id: 7,
  news: "critical",
  kind: "job",
  subject: "sweep",
  code: "HTTP_401",
  raised_at: "2027-01-15T08:00:00+00:00",
  resolved_at: null,
} as const;

/** The doors' answers, or what they fail with; what was called and reported. */
function database(changed: Readonly<Record<string, unknown>> = {}) {
  const answers: Readonly<Record<string, unknown>> = {
    daily_health_check: {
      status: "critical",
      checks: [{ status: "critical" }, { status: "warning" }, { status: "ok" }, { status: "ok" }],
      raised: 2,
      resolved: 1,
      open: 3,
    },
    refresh_security_alerts: { raised: 1, resolved: 0, open: 1 },
    log_health_check: { status: "critical" },
    list_alert_news: [news],
    note_told_alerts: { told: 1 },
    ...changed,
  };
  const calls: string[] = [];
  const reported: unknown[] = [];
  const run = (tell: TellAlerts | null = null, beat: Heartbeat | null = null) =>
    checkHealth(
      {
        requestId: "run",
        rpc(door) {
          calls.push(door);
          const answer = answers[door];
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
        isTimeUp: () => false,
        report: (...failure) => reported.push(failure),
      },
      tell,
      beat,
    );
  return { run, calls, reported };
}

describe("a check of health", () => {
  test("counts what is well and not, and the alerts of both kinds", async () => {
    const { run, calls } = database();
    expect(await run()).toEqual({ ok: 2, warning: 1, critical: 1, raised: 3, resolved: 1, open: 4, told: 0 });
    expect(calls).toEqual(["daily_health_check", "refresh_security_alerts", "log_health_check"]);
  });

  test.each([
    ["is refused", new DatabaseRefusal("42501")],
    ["takes too long", new DatabaseUnavailable("57014")],
  ])("goes on when a part of it %s, and has failed in the end", async (_, failure) => {
    const { run, calls, reported } = database({ refresh_security_alerts: failure });
    await expect(run()).rejects.toBe(failure);
    expect(calls).toHaveLength(3);
    expect(reported).toEqual([[failure, "security"]]);
  });

  test("tells what is new of alerts, and notes it once it is told", async () => {
    const { run, calls } = database();
    const tell = async (told: unknown) => {
      expect(told).toEqual([news]);
      expect(calls).not.toContain("note_told_alerts");
    };
    expect(await run(tell)).toMatchObject({ told: 1 });
    expect(calls.slice(-2)).toEqual(["list_alert_news", "note_told_alerts"]);
  });

  test("says nothing when there is no news", async () => {
    const { run } = database({ list_alert_news: [] });
    expect(await run(() => Promise.reject(new Error("told nothing")))).toMatchObject({ told: 0 });
  });

  test("has failed when nobody could be told, and notes nothing as told", async () => {
    const failure = new UpstreamFailure("HTTP_404");
    const { run, calls, reported } = database();
    await expect(run(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(calls).not.toContain("note_told_alerts");
    expect(reported).toEqual([[failure, "telling"]]);
  });

  test("gives a sign of life when it has done all of it, and only then", async () => {
    let beats = 0;
    const beat = async () => {
      beats += 1;
    };
    await database().run(null, beat);
    expect(beats).toBe(1);
    const failure = new DatabaseRefusal("42501");
    await expect(database({ refresh_security_alerts: failure }).run(null, beat)).rejects.toBe(failure);
    expect(beats).toBe(1);
  });

  test("has failed when its sign of life met with no answer", async () => {
    const failure = new UpstreamFailure("NETWORK");
    await expect(database().run(null, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  test("ends when the database is gone", async () => {
    const { run, calls } = database({ daily_health_check: new DatabaseUnavailable("NETWORK") });
    await expect(run()).rejects.toThrow(DatabaseUnavailable);
    expect(calls).toHaveLength(1);
  });

  test("believes no answer that it doesn't know", async () => {
    const { run } = database({
      daily_health_check: { checks: [{ status: "fine" }], raised: 0, resolved: 0, open: 0 },
    });
    await expect(run()).rejects.toThrow();
  });
});
