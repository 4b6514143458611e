import { expect, test } from "vitest";
import { clientAddress } from "../../../shared/http/client-address.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["0.0.0.0", "0.0.0.0"],
  ["255.255.255.255", "255.255.255.255"],
  ["2001:db8::1", "2001:db8::1"],
  ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["::", "::"],
])("%s is %s", (value, address) => {
  expect(clientAddress(new Headers({ "cf-connecting-ip": value }))).toBe(address);
});

test.each([
  "",
  "256.1.1.1",
  "1.2.3",
  "1.2.3.4.5",
  "01.2.3.4",
  "1.2.3.4.",
  "0x7f.0.0.1",
  "2130706433",
  "203.0.113.7, 198.51.100.1",
  "2001:db8::1::2",
  "fe80::1%eth0",
  "[::1]",
  "::1]/evil",
  "localhost",
  "1.2.3.4\u00e9",
])("%j is no address", (value) => {
  expect(clientAddress(new Headers({ "cf-connecting-ip": value }))).toBe(null);
});

test("what the caller itself can write is not asked", () => {
  const headers = {
    "x-forwarded-for": "203.0.113.7",
    "x-real-ip": "203.0.113.7",
    forwarded: "for=203.0.113.7",
  };
  expect(clientAddress(new Headers(headers))).toBe(null);
});
