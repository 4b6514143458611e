import { expect, test } from "vitest";
import { readEmail } from "../../../shared/contacts/email.ts";

test.each([
  ["jane@example.com", "jane@example.com"],
  [" Jane.Doe+news@Example.co.uk\n", "Jane.Doe+news@Example.co.uk"],
  ["o'hara_2@sub.example.museum", "o'hara_2@sub.example.museum"],
  ["zoë@exämple.com", "zoë@exämple.com"],
  ["jane@xn--exmple-cua.com", "jane@xn--exmple-cua.com"],
  [
    `${"l".repeat(64)}@${"d".repeat(60)}.${"d".repeat(60)}.com`,
    `${"l".repeat(64)}@${"d".repeat(60)}.${"d".repeat(60)}.com`,
  ],
])("%o is an address", (sent, email) => {
  expect(readEmail(sent)).toBe(email);
});

test.each([
  "",
  "jane",
  "jane@",
  "@example.com",
  "jane@example",
  "jane@@example.com",
  "jane@example..com",
  "jane@-example.com",
  "jane@example-.com",
  ".jane@example.com",
  "jane.@example.com",
  "ja ne@example.com",
  "jane@exam ple.com",
  "jane@example.com, zoe@example.com",
  "Jane <jane@example.com>",
  '"jane doe"@example.com',
  "jane@[192.0.2.1]",
  "jane\u0000@example.com",
  "jane\u200b@example.com",
  "jane\ud800@example.com",
  `${"l".repeat(250)}@example.com`,
  "x".repeat(1_000_000),
  "a@".repeat(100_000),
  null,
  undefined,
  17,
  { email: "jane@example.com" },
])("%o is none", (sent) => {
  expect(readEmail(sent)).toBeUndefined();
});
