import { expect, test } from "vitest";
import { readSchedulerTokens } from "../../../shared/jobs/scheduler-tokens.ts";

test("the tokens are one, or several while one is rotated", () => {
  const read = (SCHEDULER_TOKEN: string) => readSchedulerTokens({ SCHEDULER_TOKEN });
  expect(read("0123456789abcdef")).toEqual(["0123456789abcdef"]);
  expect(read("0123456789abcdef, fedcba9876543210")).toEqual(["0123456789abcdef", "fedcba9876543210"]);
});

test.each([undefined, "", "  ", "short", "0123456789abcdef,", "0123456789abcdef,short", "0123456789 abcdef"])(
  "%j is no token, and the error says which variable it is about, not what it holds",
  (SCHEDULER_TOKEN) => {
    const read = () => readSchedulerTokens({ SCHEDULER_TOKEN });
    expect(read).toThrow(/^SCHEDULER_TOKEN (?:is missing or blank|must be)/);
    expect(read).not.toThrow("0123456789");
  },
);
