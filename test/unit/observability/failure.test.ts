import { describe, expect, test } from "vitest";
import { failureOf } from "../../../shared/observability/failure.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("Nothing was thrown.");
}

describe("what is told of an exception", () => {
  test("is its name, its code, where it was thrown, and the same of its causes", () => {
    const cause = Object.assign(new TypeError("x"), { code: "PGRST001" });
    expect(failureOf(new RangeError("x", { cause }))).toMatchObject({
      error: "RangeError",
      frames: expect.arrayContaining([expect.stringMatching(/failure\.test\.ts:\d+:\d+/)]) as string[],
      cause: { error: "TypeError", code: "PGRST001" },
    });
  });

  test.each([
    ["a message", () => new Error("MARKED")],
    ["a message of several lines", () => new Error("a\nMARKED\nb")],
    ["a message that looks like a frame", () => new Error("x\n    at MARKED (file:///x.ts:1:1)")],
    ["a message like its own name", () => new Error("E\n    at MARKED (file:///x.ts:1:1)")],
    ["a cause's message", () => new Error("x", { cause: new Error("MARKED") })],
    ["a name", () => Object.assign(new Error("x"), { name: "MARKED 1" })],
    ["a code", () => Object.assign(new Error("x"), { code: "MARKED 1" })],
    ["a property", () => Object.assign(new Error("x"), { details: "MARKED" })],
    [
      "a message that was changed later",
      () => Object.assign(new Error("x\n    at MARKED (y:1:1)"), { message: "y" }),
    ],
    ["a snippet of JSON", () => thrownBy(() => JSON.parse('{"MARKED'))],
    ["a thrown text", () => "MARKED"],
    ["a thrown object", () => ({ message: "MARKED" })],
  ])("is never %s", (_name, make) => {
    expect(JSON.stringify(failureOf(make()))).not.toContain("MARKED");
  });

  test("ends, even where causes go in a circle", () => {
    const circle = new Error("x");
    circle.cause = circle;
    expect(failureOf(circle)).toMatchObject({ cause: { cause: { cause: { error: "Error" } } } });
  });
});
