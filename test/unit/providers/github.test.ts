import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-github/provider.ts";
import { changesOf } from "../../support/normalising.ts";

const opened = { action: "opened", issue: { id: 1 } };

function identify(body: unknown, event?: string, delivery = "1") {
  const headers = new Headers({ "x-github-delivery": delivery, ...(event && { "x-github-event": event }) });
  return provider.identify(body, { headers });
}

describe("identify", () => {
  test("tells an event by what is signed: another delivery id and another name make no other event", () => {
    const [first] = identify(opened, "issues") ?? [];
    expect(first).toMatchObject({ type: "issues.opened", occurredAt: null, payload: opened });
    expect(first?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(identify(opened, "pull_request", "2")).toMatchObject([
      { id: first?.id, type: "pull_request.opened" },
    ]);
    expect(identify({ ...opened, issue: { id: 2 } }, "issues")?.[0]?.id).not.toBe(first?.id);
  });

  test.each([
    [{ zen: "Keep it logically awesome.", hook_id: 1 }, "ping", "ping"],
    [{ action: 5 }, "issues", "issues"],
    [opened, undefined, "unknown.opened"],
    [opened, "a b", "unknown.opened"],
    [{}, "push", "push"],
  ])("calls the type of %o %s", (body, event, type) => {
    expect(identify(body, event)).toMatchObject([{ type }]);
  });

  test.each([null, "x", 1])("knows no event in %o", (body) => {
    expect(identify(body, "push")).toBeNull();
  });
});

test.each(["ping", "push", "issues"])("%s is kept and says nothing", async (event) => {
  expect(await changesOf(provider, opened, { "x-github-event": event })).toEqual([]);
});
