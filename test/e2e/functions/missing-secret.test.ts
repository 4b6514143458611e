import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type HostedFunctions, hostFunctions } from "../../support/hosted-functions.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot } from "../../support/project-files.ts";

const webhooks = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));
// Nobody is written to who could not unsubscribe.
const linkMakers = ["consent", "job-campaign-feeder", "job-campaign-delivery"];

describe.each([
  ["missing", undefined],
  ["blank", "  "],
])("a function whose secret is %s", (_, secret) => {
  let host: HostedFunctions;
  const variables = new Map(linkMakers.map((name) => [name, "CONSENT_SECRET"]));
  beforeAll(async () => {
    for (const name of webhooks) {
      variables.set(name, (await loadProvider(name.slice("webhook-".length))).keysVariable);
    }
    host = await hostFunctions({
      apiUrl: inject("stack").apiUrl,
      environment: Object.fromEntries([...variables.values()].map((variable) => [variable, secret])),
    });
  });
  afterAll(() => host.stop());

  test.each([...webhooks, ...linkMakers])("doesn't start: %s", async (name) => {
    const response = await fetch(`${host.url}/${name}`, { method: "POST", body: "{}" });
    expect(response.status).toBe(503);
    expect(response.headers.get("sb-error-code")).toBe("BOOT_ERROR");
    await response.body?.cancel();
    const printed = host.printed.filter((line) => line.startsWith(`${name} |`)).join("\n");
    expect(printed).toContain(`${variables.get(name) ?? ""} is missing or blank`);
  });
});
