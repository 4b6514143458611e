import { describe, expect, test } from "vitest";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { UpstreamFailure } from "../../../shared/http/upstream-failure.ts";
import { requestId, sweep, token } from "./sweep.ts";

const triggered: RequestInit = { method: "POST", headers: { "x-scheduler-token": token }, body: "{}" };
const withToken = (value: string): RequestInit => ({
  method: "POST",
  headers: { "x-scheduler-token": value },
});

function throwing(thrown: unknown) {
  return () => {
    throw thrown;
  };
}

const done = () => Promise.resolve({ swept: 3 });

describe("a triggered job", () => {
  test("does one run, answers with what it did, and logs it under the same id", async () => {
    const { app, log } = sweep(done);
    const answer = await app.request("/job-sweep", triggered);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "completed", counts: { swept: 3 } });
    expect(answer.headers.get("x-request-id")).toBe(requestId);
    expect(log).toEqual([{ event: "completed", request: requestId, milliseconds: 0, counts: { swept: 3 } }]);
  });

  test("has bounded time, and can tell when it is up", async () => {
    const seen: boolean[] = [];
    const { app, clock } = sweep(async ({ isTimeUp }) => {
      seen.push(isTimeUp());
      clock.time += 44_000;
      seen.push(isTimeUp());
      clock.time += 2_000;
      seen.push(isTimeUp());
      return {};
    });
    expect((await app.request("/job-sweep", triggered)).status).toBe(200);
    expect(seen).toEqual([false, false, true]);
  });

  test("can tell of a failure that it survives", async () => {
    const { app, log } = sweep(async ({ report }) => {
      report(new DatabaseUnavailable("TIMEOUT", { cause: new Error("MARKED message") }));
      return { swept: 1 };
    });
    expect((await app.request("/job-sweep", triggered)).status).toBe(200);
    expect(log).toMatchObject([{ event: "failed", step: "part", code: "TIMEOUT" }, { event: "completed" }]);
    expect(JSON.stringify(log)).not.toContain("MARKED");
  });

  test("can tell whose failure it survived, and knows the id that it is logged under", async () => {
    const { app, log } = sweep(async ({ report, requestId: own }) => {
      report(new UpstreamFailure("HTTP_429"), "acme");
      return { own: own === requestId ? 1 : 0 };
    });
    await app.request("/job-sweep", triggered);
    expect(log).toMatchObject([
      { event: "failed", step: "part", subject: "acme", code: "HTTP_429" },
      { event: "completed", counts: { own: 1 } },
    ]);
  });

  test.each([
    ["the database is unavailable", new DatabaseUnavailable("PGRST001"), 503, "unavailable", "60"],
    ["the database refuses", new DatabaseRefusal("42883"), 500, "internal-error", null],
    ["a provider's API fails it", new UpstreamFailure("HTTP_401"), 502, "upstream-failure", null],
    ["it throws", new TypeError("MARKED message"), 500, "internal-error", null],
    ["it throws something that is no Error", "MARKED", 500, "internal-error", null],
  ])("that fails because %s is never a success", async (_, thrown, status, problem, retryAfter) => {
    const { app, log } = sweep(throwing(thrown));
    const answer = await app.request("/job-sweep", triggered);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    const document = await answer.text();
    expect(JSON.parse(document)).toMatchObject({
      type: `urn:sluice:problem:${problem}`,
      instance: `urn:uuid:${requestId}`,
    });
    expect(log).toMatchObject([{ event: "failed", step: "run", request: requestId }]);
    expect(document + JSON.stringify(log)).not.toContain("MARKED");
  });
});

describe("who isn't the scheduler", () => {
  test.each<[string, RequestInit, string]>([
    ["without a token", { method: "POST" }, "missing-credential"],
    ["with an empty one", withToken(""), "malformed-credential"],
    ["with another one", withToken("MARKED-another-token-of-some-length"), "mismatch"],
    ["with part of it", withToken(token.slice(0, -1)), "mismatch"],
    ["with one that isn't ASCII", withToken("tökén-of-some-length"), "malformed-credential"],
    ["with one of 10 kB", withToken("x".repeat(10_000)), "malformed-credential"],
    ["with two", withToken(`${token}, ${token}`), "malformed-credential"],
    [
      "with it as a bearer token",
      { method: "POST", headers: { authorization: `Bearer ${token}` } },
      "missing-credential",
    ],
    ["by another method", { method: "GET" }, "missing-credential"],
  ])("%s gets the one 401, and nothing runs", async (_, request, reason) => {
    const { app, log } = sweep(() => Promise.reject(new Error("it ran")));
    const answer = await app.request("/job-sweep", request);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      type: "urn:sluice:problem:unverified",
      title: "The delivery could not be verified.",
      status: 401,
      instance: `urn:uuid:${requestId}`,
    });
    expect(log).toEqual([{ event: "refused", request: requestId, milliseconds: 0, reason }]);
  });

  test("may be one of several while the token is rotated", async () => {
    const { app } = sweep(done, { tokens: [token, "the-next-scheduler-token"] });
    for (const each of [token, "the-next-scheduler-token"]) {
      expect((await app.request("/job-sweep", withToken(each))).status).toBe(200);
    }
  });
});

describe("with the token", () => {
  test.each(["GET", "PUT", "DELETE", "HEAD"])("%s is not allowed, and nothing runs", async (method) => {
    const { app, log } = sweep(() => Promise.reject(new Error("it ran")));
    const answer = await app.request("/job-sweep", { method, headers: { "x-scheduler-token": token } });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
    expect(log).toMatchObject([{ event: "refused", reason: "wrong-method" }]);
  });

  test("there is nothing below the job, nor beside it", async () => {
    const { app, log } = sweep(() => Promise.reject(new Error("it ran")));
    for (const path of ["/job-sweep/other", "/", "/job-other"]) {
      expect((await app.request(path, triggered)).status).toBe(404);
    }
    expect(log).toMatchObject([
      { reason: "unknown-path" },
      { reason: "unknown-path" },
      { reason: "unknown-path" },
    ]);
  });
});
