import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod/v3";
import { fetchAnswer } from "../../../shared/reconciliation/fetch-answer.ts";
import { failureOf } from "../../../shared/observability/failure.ts";
import { unreachableUrl } from "../../support/development-settings.ts";
import { type ApiAnswer, type ApiStandIn, startApi } from "../../support/listing-api.ts";

const schema = z.object({ data: z.array(z.unknown()) });
const headers = { authorization: "Bearer MARKED-key" };
const ask = (url: string, fetched = fetch) => fetchAnswer(schema, fetched, new URL(url), { headers });

let api: ApiStandIn;
let answer: ApiAnswer;
beforeEach(() => {
  api = startApi((request, body) => answer(request, body));
});
afterEach(async () => {
  vi.useRealTimers();
  await api.stop();
});

describe("an API's answer", () => {
  test("is what was answered, in the schema's shape", async () => {
    answer = () => Response.json({ data: [1], more: true });
    expect(await ask(api.url)).toEqual({ data: [1] });
  });

  test.each<[string, ApiAnswer]>([
    ["HTTP_401", () => Response.json({ error: "MARKED" }, { status: 401 })],
    ["HTTP_429", () => new Response("MARKED", { status: 429, headers: { "retry-after": "30" } })],
    ["HTTP_500", () => new Response("MARKED", { status: 500 })],
    ["NOT_JSON", () => new Response("<html>MARKED</html>")],
    ["NOT_JSON", () => new Response("")],
    ["NOT_JSON", () => new Response('{"data":["MARKED"')],
    ["UNEXPECTED_ANSWER", () => Response.json({ data: "MARKED" })],
    ["UNEXPECTED_ANSWER", () => Response.json([])],
    ["NETWORK", () => Response.redirect("http://127.0.0.1:1/elsewhere", 302)],
  ])("is %s when it isn't one", async (code, given) => {
    answer = given;
    const failure: unknown = await ask(api.url).catch((thrown: unknown) => thrown);
    expect(failureOf(failure)).toMatchObject({ error: "UpstreamFailure", code });
    expect(JSON.stringify(failureOf(failure))).not.toContain("MARKED");
  });

  test("is NETWORK when nobody is there", async () => {
    await expect(ask(unreachableUrl)).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("is TIMEOUT when it doesn't come", async () => {
    vi.useFakeTimers();
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    const asked = expect(ask(api.url, never)).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
  });

  test("is TOO_LARGE before it is held", async () => {
    const tooLarge = () => Promise.resolve(new Response("{}", { headers: { "content-length": "20000001" } }));
    await expect(ask(api.url, tooLarge)).rejects.toMatchObject({ code: "TOO_LARGE" });
  });
});
