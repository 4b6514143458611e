import { describe, expect, test } from "vitest";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import { UpstreamFailure } from "../../../shared/http/upstream-failure.ts";
import { requestId, runDoors, sweep, token } from "./sweep.ts";

const headers = { "x-scheduler-token": token };
const trigger = (body?: string): RequestInit => ({ method: "POST", headers, ...(body && { body }) });
const done = () => Promise.resolve({ swept: 3 });
const notToRun = () => Promise.reject(new Error("it ran"));

/** The doors, with the answers of one of them in their order; the last one goes on. An error is thrown. */
function withAnswers(door: string, ...answers: readonly unknown[]): Rpc {
  let next = 0;
  return (called, args) => {
    if (called !== door) return runDoors(called, args);
    const answer = answers[Math.min(next++, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
}

describe("a run", () => {
  test("is taken up before the work and completed after it, under the request's id", async () => {
    const { app, calls } = sweep(() => {
      expect(calls.map(({ door }) => door)).toEqual(["claim_job_run"]);
      return done();
    });
    expect((await app.request("/job-sweep", trigger('{"run": 7}'))).status).toBe(200);
    expect(calls).toEqual([
      { door: "claim_job_run", args: { job: "sweep", run: 7, request: requestId } },
      { door: "complete_job_run", args: { run: 7, request: requestId, counts: { swept: 3 }, error: null } },
    ]);
  });

  test.each([undefined, "{}", '{"run": null}'])("is one of its own when called with %j", async (body) => {
    const { app, calls } = sweep(done);
    expect((await app.request("/job-sweep", trigger(body))).status).toBe(200);
    expect(calls[0]?.args).toEqual({ job: "sweep", run: null, request: requestId });
  });

  test.each([
    ["{", 400, "malformed-body"],
    ["[]", 400, "malformed-body"],
    ['{"run": "7"}', 400, "malformed-body"],
    ['{"run": 0}', 400, "malformed-body"],
    ['{"run": 1.5}', 400, "malformed-body"],
    [" ".repeat(2000), 413, "body-too-large"],
  ])("is not begun for the body %j", async (body, status, reason) => {
    const { app, calls, log } = sweep(notToRun);
    expect((await app.request("/job-sweep", trigger(body))).status).toBe(status);
    expect(calls).toEqual([]);
    expect(log).toMatchObject([{ event: "refused", reason }]);
  });

  test("that somebody else has or has done is left to them", async () => {
    const { app, calls, log } = sweep(notToRun, {
      rpc: withAnswers("claim_job_run", { status: "superseded" }),
    });
    const answer = await app.request("/job-sweep", trigger('{"run": 7}'));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "superseded" });
    expect(calls).toHaveLength(1);
    expect(log).toEqual([{ event: "superseded", request: requestId, milliseconds: 0 }]);
  });

  test("that can't be taken up has failed, and nothing is worked on", async () => {
    const unavailable = sweep(notToRun, {
      rpc: withAnswers("claim_job_run", new DatabaseUnavailable("NETWORK")),
    });
    expect((await unavailable.app.request("/job-sweep", trigger())).status).toBe(503);
    const unscheduled = sweep(notToRun, { rpc: withAnswers("claim_job_run", new DatabaseRefusal("P0002")) });
    expect((await unscheduled.app.request("/job-sweep", trigger())).status).toBe(500);
  });

  test.each([
    ["what the database said", new DatabaseUnavailable("57014"), "57014"],
    ["what a provider's API answered", new UpstreamFailure("HTTP_429"), "HTTP_429"],
    ["that nobody expected it", new TypeError("MARKED message"), "UNEXPECTED"],
    [
      "nothing of a code that could be text",
      Object.assign(new Error(), { code: "MARKED text" }),
      "UNEXPECTED",
    ],
  ])("that fails is noted as failed, with %s", async (_, thrown, error) => {
    const { app, calls } = sweep(() => Promise.reject(thrown));
    expect((await app.request("/job-sweep", trigger('{"run": 7}'))).status).toBeGreaterThanOrEqual(500);
    expect(calls[1]).toEqual({
      door: "complete_job_run",
      args: { run: 7, request: requestId, counts: null, error },
    });
  });
});

describe("the end of a run", () => {
  test("is told again when the database doesn't answer, with growing pauses", async () => {
    const gone = new DatabaseUnavailable("NETWORK");
    const { app, calls, pauses } = sweep(done, {
      rpc: withAnswers("complete_job_run", gone, gone, { status: "completed" }),
    });
    expect((await app.request("/job-sweep", trigger())).status).toBe(200);
    expect(calls).toHaveLength(4);
    expect(pauses).toEqual([1000, 4000]);
  });

  test("that can't be noted is never a success, nor noted as a failure of the work", async () => {
    const { app, calls, log } = sweep(done, {
      rpc: withAnswers("complete_job_run", new DatabaseUnavailable("NETWORK")),
    });
    expect((await app.request("/job-sweep", trigger())).status).toBe(503);
    expect(calls.slice(1).map(({ args }) => args.error)).toEqual([null, null, null]);
    expect(log).toMatchObject([{ event: "failed", step: "run", code: "NETWORK" }]);
  });

  test("that nobody will ever take is not told twice", async () => {
    const { app, calls } = sweep(done, {
      rpc: withAnswers("complete_job_run", new DatabaseRefusal("42883")),
    });
    expect((await app.request("/job-sweep", trigger())).status).toBe(500);
    expect(calls).toHaveLength(2);
  });

  test("that comes so late that another has the run says so", async () => {
    const { app, log } = sweep(done, { rpc: withAnswers("complete_job_run", { status: "superseded" }) });
    const answer = await app.request("/job-sweep", trigger('{"run": 7}'));
    expect(await answer.json()).toEqual({ status: "superseded" });
    expect(log).toMatchObject([{ event: "superseded" }]);
  });

  test("leaves the failure what it was when even that can't be noted", async () => {
    const { app, log } = sweep(() => Promise.reject(new UpstreamFailure("HTTP_401")), {
      rpc: withAnswers("complete_job_run", new DatabaseUnavailable("NETWORK")),
    });
    expect((await app.request("/job-sweep", trigger())).status).toBe(502);
    expect(log).toMatchObject([
      { event: "failed", step: "part", code: "NETWORK" },
      { event: "failed", step: "run", code: "HTTP_401" },
    ]);
  });
});
