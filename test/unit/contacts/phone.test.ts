import { describe, expect, test } from "vitest";
import { readPhone } from "../../../shared/contacts/phone.ts";

describe("with its country", () => {
  test.each([
    ["+15550100001", "+15550100001"],
    ["+1 (555) 010-0001", "+15550100001"],
    ["+44 20.7946/0958", "+442079460958"],
    ["+44 (0)20 7946 0958", "+442079460958"],
  ])("%s is taken at its word", async (sent, phone) => {
    expect(await readPhone(sent, [])).toEqual({ phone, phone_sent: sent });
  });

  test.each(["+0123456789", "+1234", "+1234567890123456", "+", "+1555x0100001"])(
    "%s can't be read",
    async (sent) => {
      expect(await readPhone(sent, ["US"])).toEqual({ phone_sent: sent });
    },
  );
});

describe("without its country", () => {
  test.each([
    ["949-555-0100", ["US"], "+19495550100"],
    ["1-949-555-0100", ["US"], "+19495550100"],
    ["(949) 555-0100 ext 5", ["US"], "+19495550100"],
    ["020 7946 0958", ["gb", "US"], "+442079460958"],
    ["949-555-0100", [undefined, null, "", "United States", "US"], "+19495550100"],
  ])("%s is read as of the first of %o that is one", async (sent, countries, phone) => {
    expect(await readPhone(sent, countries)).toEqual({ phone, phone_sent: sent });
  });

  test.each([
    ["949-555-0100", []],
    ["949-555-0100", ["ZZ"]],
    ["949-555-0100", ["constructor"]],
    ["555", ["US"]],
    ["call me", ["US"]],
    ["020 7946 0958", ["US"]],
  ])("%s can't be read as of %o", async (sent, countries) => {
    expect(await readPhone(sent, countries)).toEqual({ phone_sent: sent });
  });
});

test("what was sent is kept, without what the database can't hold", async () => {
  expect(await readPhone(" +1 555\u0000010 0001 ", [])).toEqual({
    phone: "+15550100001",
    phone_sent: "+1 555 010 0001",
  });
});

test.each([undefined, null, "", "  ", 15_550_100_001, {}, "1".repeat(101), "1".repeat(1_000_000)])(
  "of %o nothing is kept",
  async (sent) => {
    expect(await readPhone(sent, ["US"])).toEqual({});
  },
);
