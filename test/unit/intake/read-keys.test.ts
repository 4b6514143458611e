import { describe, expect, test } from "vitest";
import { readKeys } from "../../../shared/intake/read-keys.ts";
import { standardWebhooks } from "../../../shared/verification/standard-webhooks.ts";
import { acme } from "./acme.ts";

describe("the keys of a provider", () => {
  test("may be written as Supabase Auth writes its own, with a comma inside", async () => {
    const keys = await readKeys(acme, { ACME_WEBHOOK_SECRET: "v1,whsec_b25l, v1,whsec_dHdv,whsec_dHJlZQ==" });
    expect(keys.get("")).toEqual(["v1,whsec_b25l", "v1,whsec_dHdv", "whsec_dHJlZQ=="]);
  });

  test("are comma-separated while they are rotated, spaces around them ignored", async () => {
    const keys = await readKeys(acme, { ACME_WEBHOOK_SECRET: " new , old" });
    expect([...keys]).toEqual([["", ["new", "old"]]]);
  });

  test("are separate for each named endpoint", async () => {
    const keys = await readKeys(acme, {
      ACME_WEBHOOK_SECRET: "default",
      ACME_WEBHOOK_SECRET_CRM: "crm",
      ACME_WEBHOOK_SECRET_MY_SHOP_2: "shop",
      OTHER_ACME_WEBHOOK_SECRET: "another provider's",
      ACME_WEBHOOK_SECRETS: "not ours",
    });
    expect([...keys]).toEqual([
      ["", ["default"]],
      ["crm", ["crm"]],
      ["my-shop-2", ["shop"]],
    ]);
  });

  test.each([undefined, "", "  "])(
    "may be of named endpoints alone, the default one being %j",
    async (value) => {
      const environment = { ACME_WEBHOOK_SECRET: value, ACME_WEBHOOK_SECRET_CRM: "crm" };
      expect([...(await readKeys(acme, environment))]).toEqual([["crm", ["crm"]]]);
    },
  );

  test.each([
    ["nothing", {}, "ACME_WEBHOOK_SECRET is missing or blank"],
    ["a blank secret", { ACME_WEBHOOK_SECRET: " " }, "ACME_WEBHOOK_SECRET is missing or blank"],
    ["a blank member", { ACME_WEBHOOK_SECRET: "MARKED,,MARKED" }, "ACME_WEBHOOK_SECRET is blank, or"],
    ["a blank last member", { ACME_WEBHOOK_SECRET: "MARKED," }, "ACME_WEBHOOK_SECRET is blank, or"],
    ["a blank endpoint", { ACME_WEBHOOK_SECRET_CRM: "" }, "ACME_WEBHOOK_SECRET_CRM is blank, or"],
    [
      "an endpoint in lower case",
      { ACME_WEBHOOK_SECRET_crm: "x" },
      "ACME_WEBHOOK_SECRET_crm names no endpoint",
    ],
    ["an endpoint without a name", { ACME_WEBHOOK_SECRET_: "x" }, "ACME_WEBHOOK_SECRET_ names no endpoint"],
  ])("that are %s are refused by the variable's name", async (_name, environment, message) => {
    await expect(readKeys(acme, environment)).rejects.toThrow(message);
    await expect(readKeys(acme, environment)).rejects.not.toThrow("MARKED");
  });

  test("that the scheme can't use are refused by the variable's name", async () => {
    const provider = { ...acme, scheme: standardWebhooks() };
    await expect(readKeys(provider, { ACME_WEBHOOK_SECRET_CRM: "MARKED!" })).rejects.toThrow(
      "ACME_WEBHOOK_SECRET_CRM holds a key that can't be used.",
    );
  });

  test("can't be of named endpoints where the path holds a token", async () => {
    const environment = { ACME_WEBHOOK_SECRET: "default", ACME_WEBHOOK_SECRET_CRM: "crm" };
    await expect(readKeys({ ...acme, pathSegment: "token" }, environment)).rejects.toThrow(
      "ACME_WEBHOOK_SECRET_CRM is of no use",
    );
  });
});
