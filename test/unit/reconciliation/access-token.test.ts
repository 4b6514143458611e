import { afterEach, expect, test, vi } from "vitest";
import { withAccessToken } from "../../../shared/reconciliation/access-token.ts";
import { UpstreamFailure } from "../../../shared/http/upstream-failure.ts";

afterEach(() => vi.useRealTimers());

/** Tokens that are counted: "token 1", "token 2", … */
function tokens(seconds = 100) {
  let fetched = 0;
  const ask = withAccessToken(() => Promise.resolve({ token: `token ${++fetched}`, seconds }));
  return { ask, fetched: () => fetched };
}

const echo = (authorization: string) => Promise.resolve(authorization);

/** An API that has revoked every token before this one. */
function onlyTakes(token: string) {
  return (authorization: string) =>
    authorization === `Bearer ${token}`
      ? Promise.resolve("answer")
      : Promise.reject(new UpstreamFailure("HTTP_401"));
}

test("a token is fetched once, and again after half its life", async () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  const { ask } = tokens();
  expect([await ask(echo), await ask(echo)]).toEqual(["Bearer token 1", "Bearer token 1"]);
  vi.setSystemTime(49_999);
  expect(await ask(echo)).toBe("Bearer token 1");
  vi.setSystemTime(50_000);
  expect(await ask(echo)).toBe("Bearer token 2");
});

test("one that is refused is dropped, and the question asked once more with a new one", async () => {
  const { ask, fetched } = tokens();
  await ask(echo);
  expect(await ask(onlyTakes("token 2"))).toBe("answer");
  expect(await ask(echo)).toBe("Bearer token 2");
  expect(fetched()).toBe(2);
});

test("questions that go on with the new one don't fetch another", async () => {
  const { ask, fetched } = tokens();
  await ask(echo);
  let refuse: () => void = () => undefined;
  const slow = ask((authorization) =>
    authorization === "Bearer token 1"
      ? new Promise((_, reject) => (refuse = () => reject(new UpstreamFailure("HTTP_401"))))
      : Promise.resolve(authorization),
  );
  expect(await ask(onlyTakes("token 2"))).toBe("answer");
  refuse();
  expect(await slow).toBe("Bearer token 2");
  expect(fetched()).toBe(2);
});

test("a new one that is refused too is the end of it", async () => {
  const { ask, fetched } = tokens();
  await ask(echo);
  await expect(ask(onlyTakes("none"))).rejects.toMatchObject({ code: "HTTP_401" });
  expect(fetched()).toBe(2);
});

test("one that was new when it was refused isn't tried again", async () => {
  const { ask, fetched } = tokens();
  await expect(ask(onlyTakes("none"))).rejects.toMatchObject({ code: "HTTP_401" });
  expect(fetched()).toBe(1);
});

test.each(["HTTP_403", "HTTP_500", "TIMEOUT"])("%s is no reason to drop a token", async (code) => {
  const { ask, fetched } = tokens();
  await ask(echo);
  await expect(ask(() => Promise.reject(new UpstreamFailure(code)))).rejects.toMatchObject({ code });
  expect(await ask(echo)).toBe("Bearer token 1");
  expect(fetched()).toBe(1);
});
