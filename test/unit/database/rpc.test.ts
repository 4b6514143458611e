import { afterEach, describe, expect, test, vi } from "vitest";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { dataApiRpc } from "../../../shared/database/rpc.ts";

const connection = { url: "https://project.example.test", headers: { apikey: "sb_secret_MARKED" } };

function rpcWith(answer: () => Promise<Response>) {
  const fetch = vi.fn<typeof globalThis.fetch>(answer);
  return { fetch, rpc: dataApiRpc(connection, fetch) };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

afterEach(() => {
  vi.useRealTimers();
});

test("a call is one POST with the key, the arguments by name as JSON that can be stored, and no redirects", async () => {
  const { rpc, fetch } = rpcWith(async () => Response.json([1]));
  expect(await rpc("record", { events: ["a\u0000"] })).toEqual([1]);
  expect(fetch.mock.calls).toEqual([
    [
      "https://project.example.test/rest/v1/rpc/record",
      {
        method: "POST",
        headers: { apikey: "sb_secret_MARKED", "content-type": "application/json" },
        body: '{"events":["a\ufffd"]}',
        redirect: "error",
        signal: expect.any(AbortSignal) as AbortSignal,
      },
    ],
  ]);
});

describe("the database is unavailable", () => {
  test.each([
    [503, '{"code":"PGRST000","message":"MARKED"}', "PGRST000"],
    [503, '{"code":"PGRST001"}', "PGRST001"],
    [503, '{"code":"PGRST002"}', "PGRST002"],
    [504, '{"code":"PGRST003"}', "PGRST003"],
    [500, '{"code":"57P01"}', "57P01"],
    [500, "null", "HTTP_500"],
    [502, "<html>MARKED</html>", "HTTP_502"],
    [546, '{"code":"MARKED no code"}', "HTTP_546"],
    [429, "", "HTTP_429"],
    [408, "", "HTTP_408"],
  ])("when it answers %i %s", async (status, body, code) => {
    const { rpc, fetch } = rpcWith(async () => new Response(body, { status }));
    const thrown = await failure(rpc("record", {}));
    expect(thrown).toBeInstanceOf(DatabaseUnavailable);
    expect(thrown).toMatchObject({ code });
    expect(String(thrown)).not.toContain("MARKED");
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("when it can't be reached, and it isn't asked again", async () => {
    const cause = new TypeError("connection refused");
    const { rpc, fetch } = rpcWith(() => Promise.reject(cause));
    const thrown = await failure(rpc("record", {}));
    expect(thrown).toBeInstanceOf(DatabaseUnavailable);
    expect(thrown).toMatchObject({ code: "NETWORK", cause });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("when the connection breaks in the middle of the answer", async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.error(new TypeError("connection reset"));
      },
    });
    const { rpc } = rpcWith(async () => new Response(body));
    expect(await failure(rpc("record", {}))).toMatchObject({ code: "NETWORK" });
  });

  test("when ten seconds pass before it answers, or while it does", async () => {
    vi.useFakeTimers();
    for (const begin of [noAnswer, answerWithoutEnd]) {
      const rpc = dataApiRpc(connection, (_input, init) => begin(abortOf(init)));
      const thrown = failure(rpc("record", {}));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await thrown).toBeInstanceOf(DatabaseUnavailable);
      expect(await thrown).toMatchObject({ code: "TIMEOUT" });
    }
  });
});

test("a door that takes longer is waited for as long as the caller says", async () => {
  vi.useFakeTimers();
  let isThrough = false;
  const thrown = failure(
    dataApiRpc(connection, (_input, init) => noAnswer(abortOf(init)))("refresh", {}, 60_000),
  ).finally(() => {
    isThrough = true;
  });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(isThrough).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await thrown).toMatchObject({ code: "TIMEOUT" });
});

describe("the database refuses", () => {
  test.each([
    [401, '{"message":"Invalid API key MARKED"}', "HTTP_401"],
    [403, '{"code":"42501","message":"permission denied for MARKED"}', "42501"],
    [404, '{"code":"PGRST202"}', "PGRST202"],
    [404, "", "HTTP_404"],
    [404, "[]", "HTTP_404"],
    [400, '{"code":"22P02","details":"MARKED"}', "22P02"],
  ])("when it answers %i %s", async (status, body, code) => {
    const { rpc } = rpcWith(async () => new Response(body, { status }));
    const thrown = await failure(rpc("record", {}));
    expect(thrown).toBeInstanceOf(DatabaseRefusal);
    expect(thrown).toMatchObject({ code });
    expect(String(thrown)).not.toContain("MARKED");
  });
});

test("an answer that isn't JSON is neither: nobody knows what happened, and the call fails", async () => {
  const { rpc } = rpcWith(async () => new Response("<html>"));
  expect(await failure(rpc("record", {}))).toBeInstanceOf(SyntaxError);
});

test("no timer outlives its call", async () => {
  vi.useFakeTimers();
  const { rpc } = rpcWith(async () => Response.json([]));
  await rpc("record", {});
  expect(vi.getTimerCount()).toBe(0);
});

function noAnswer(aborted: Promise<never>): Promise<Response> {
  return aborted;
}

async function answerWithoutEnd(aborted: Promise<never>): Promise<Response> {
  return new Response(new ReadableStream({ pull: () => aborted }));
}

/** Rejects as fetch does when its signal says so. */
function abortOf(init: RequestInit | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  });
}
