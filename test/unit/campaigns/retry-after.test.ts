import { expect, test } from "vitest";
import { retryAfterSeconds } from "../../../shared/campaigns/retry-after.ts";

const now = new Date("2027-01-14T20:00:00Z");

test.each([
  ["0", 0],
  ["120", 120],
  [" 30 ", 30],
  ["Thu, 14 Jan 2027 20:01:30 GMT", 90],
  ["Thu, 14 Jan 2027 19:00:00 GMT", 0],
])("%j asks for %i seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each([
  null,
  "",
  "-1",
  "1.5",
  "1e3",
  "soon",
  "2027-01-14T20:01:00Z",
  "12345678901",
  "Thu, 99 Foo 2027 20:01:30 GMT",
])("%j asks for nothing that could be told", (header) => {
  expect(retryAfterSeconds(header, now)).toBeNull();
});
