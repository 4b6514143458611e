import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { postLead } from "../../../shared/campaigns/post-lead.ts";
import { unreachableUrl } from "../../support/development-settings.ts";
import { type ApiAnswer, type ApiStandIn, startApi } from "../../support/listing-api.ts";

let api: ApiStandIn;
let answer: ApiAnswer = () => new Response(null);
beforeEach(() => {
  api = startApi((request, body) => answer(request, body));
});
afterEach(async () => {
  vi.useRealTimers();
  await api.stop();
});

const now = () => new Date("2027-01-14T20:00:00Z");
const post = (url = api.url, fetched = fetch, saysItHasIt?: (text: string) => boolean) =>
  postLead(
    fetched,
    { url: new URL(url), headers: { "x-a": "b" }, body: "{}", ...(saysItHasIt && { saysItHasIt }) },
    now,
  );

describe("what a tool answers", () => {
  test.each([
    [200, "taken"],
    [201, "taken"],
    [204, "taken"],
    [301, "later"],
    [400, "refused"],
    [401, "later"],
    [403, "later"],
    [404, "later"],
    [408, "later"],
    [409, "refused"],
    [413, "refused"],
    [422, "refused"],
    [425, "later"],
    [429, "later"],
    [500, "unknown"],
    [502, "unknown"],
    [503, "unknown"],
    [504, "unknown"],
  ])("%i is %s", async (status, result) => {
    answer = () => new Response(null, { status, headers: { location: `${unreachableUrl}/elsewhere` } });
    expect(await post()).toEqual({
      result,
      code: result === "taken" ? null : `HTTP_${status}`,
      pauseSeconds: null,
      gone: false,
    });
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]?.headers.get("x-a")).toBe("b");
  });

  test("410 wants nothing more", async () => {
    answer = () => new Response(null, { status: 410 });
    expect(await post()).toMatchObject({ result: "later", code: "HTTP_410", gone: true });
  });

  test.each([429, 503])("%i can ask for a pause", async (status) => {
    answer = () => new Response(null, { status, headers: { "retry-after": "90" } });
    expect(await post()).toMatchObject({ code: `HTTP_${status}`, pauseSeconds: 90 });
  });

  test("is that it has the lead, where its refusal says so", async () => {
    answer = () => Response.json({ message: "duplicate" }, { status: 409 });
    const saysItHasIt = (text: string) => text.includes("duplicate");
    expect(await post(api.url, fetch, saysItHasIt)).toMatchObject({ result: "taken", code: null });
    answer = () => Response.json({ message: "x".repeat(100_000) + "duplicate" }, { status: 409 });
    expect(await post(api.url, fetch, saysItHasIt)).toMatchObject({ result: "refused", code: "HTTP_409" });
    answer = () => Response.json({ message: "invalid" }, { status: 400 });
    expect(await post(api.url, fetch, saysItHasIt)).toMatchObject({ result: "refused", code: "HTTP_400" });
  });

  test("is unknown where nobody is there", async () => {
    expect(await post(unreachableUrl)).toMatchObject({ result: "unknown", code: "NETWORK" });
  });

  test("is unknown where none comes", async () => {
    vi.useFakeTimers();
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    const posted = expect(post(api.url, never)).resolves.toMatchObject({
      result: "unknown",
      code: "TIMEOUT",
    });
    await vi.advanceTimersByTimeAsync(15_000);
    await posted;
  });
});
