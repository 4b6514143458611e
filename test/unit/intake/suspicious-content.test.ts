import { describe, expect, test } from "vitest";
import { isSuspicious, suspiciousPatterns } from "../../../shared/intake/suspicious-content.ts";
import { acme, intake, order, signed } from "./acme.ts";

const attempts = [
  "<script>alert(1)</script>",
  "<SCRIPT src=//example.test/x.js>",
  "<a href='JavaScript:alert(1)'>",
  "<img src=x onerror=alert(1)>",
  "<body onload = 'document.cookie=1'>",
  "' OR 1=1 --",
  "x' or 'a'='a",
  "1 UNION ALL SELECT null, null",
  "Robert'); DROP TABLE students;--",
  "1; delete from contacts",
  "1 and pg_sleep(5)",
  "'; waitfor delay '0:0:5'",
  "select * from information_schema.tables",
];

const everyday = [
  "Jane O'Neill and sons",
  "We met at the union; select members got in",
  "Drop by at our table; the database course starts on Monday",
  "I'd like to insert a coin, or 2",
  "JavaScript, the good parts",
  "manuscript <b>bold</b>",
  "Conversion=12%",
  "https://example.com/?on=1&load=2",
];

test.each(attempts)("%s is suspicious, as a value, in a list, as a name", (text) => {
  expect(isSuspicious({ a: { b: text } })).toBe(true);
  expect(isSuspicious([1, null, [text]])).toBe(true);
  expect(isSuspicious({ [text]: 1 })).toBe(true);
});

test.each(everyday)("%s is not", (text) => {
  expect(isSuspicious({ text, number: 1, nothing: null, is: true })).toBe(false);
});

describe.each(suspiciousPatterns.map((pattern) => [pattern]))("%s", (pattern) => {
  // A backtracking engine takes more than linear time only where something may repeat without bound, or refers back.
  test("bounds what it repeats, and refers back to nothing", () => {
    const withoutClasses = pattern.source.replace(/\[(?:\\.|[^\]\\])*\]/g, "[]").replace(/\\[^\d]/g, "");
    expect(withoutClasses).not.toMatch(/[*+]|\{\d+,\}|\\\d|\(\?[=!<]/);
    expect(pattern.global || pattern.sticky).toBe(false);
  });

  test.each([
    " ",
    "'",
    "<",
    "on",
    "onload ",
    "union ",
    "union all ",
    "; drop ",
    "' or a",
    "' or ",
    "; copy ",
  ])("gets to the end of a megabyte of %j", (part) => {
    expect(pattern.test(part.repeat(1_000_000 / part.length))).toBe(false);
  });
});

test("a verified delivery that is suspicious is counted, stored as it came, and answered as any other", async () => {
  const counted: string[] = [];
  const { app, deliveries } = intake(acme, { count: (signal) => counted.push(signal) });
  const body = { ...order, note: "'; drop table contacts; <script>" };
  const answer = await app.request("/webhook-acme", signed(JSON.stringify(body)));
  expect(answer.status).toBe(200);
  expect(deliveries[0]?.events[0]?.payload).toEqual(body);
  expect(counted).toEqual(["suspicious-content"]);

  await app.request("/webhook-acme", signed(JSON.stringify(order)));
  expect(counted).toHaveLength(1);
});

test("one that isn't verified is counted for that alone: a stranger can't raise the signal", async () => {
  const counted: string[] = [];
  const { app } = intake(acme, { count: (signal) => counted.push(signal) });
  await app.request("/webhook-acme", signed(JSON.stringify({ ...order, note: "<script>" }), "other"));
  expect(counted).toEqual(["mismatch"]);
});
