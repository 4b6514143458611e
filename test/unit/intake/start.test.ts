import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { functionEnvironment } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot } from "../../support/project-files.ts";

const folders = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));

const nowhere = "http://127.0.0.1:1";

const start = (folder: string, changed: Readonly<Record<string, string>>) =>
  launchFunction(projectRoot, `functions/${folder}/index.ts`, {
    ...functionEnvironment(nowhere),
    ...changed,
  });

describe.each(folders)("%s", (folder) => {
  test("doesn't start while its secret is blank, and says which variable it wants", async () => {
    const { keysVariable } = await loadProvider(folder.slice("webhook-".length));
    await expect(start(folder, { [keysVariable]: " " })).rejects.toThrow(
      `${keysVariable} is missing or blank`,
    );
  });
});

test.each([
  [{ PUBLIC_BASE_URL: "" }, "PUBLIC_BASE_URL is missing or blank"],
  [{ PUBLIC_BASE_URL: "http://project.example.test" }, "PUBLIC_BASE_URL must be an https address"],
  [{ DEFAULT_PHONE_COUNTRY: "usa" }, "DEFAULT_PHONE_COUNTRY must be a country's two letters"],
  [{ SUPABASE_URL: "" }, "SUPABASE_URL is missing or blank"],
])("no function starts with %j", async (changed, message) => {
  await expect(start("webhook-stripe", changed)).rejects.toThrow(message);
});

test("a function that can't reach its database answers 503 all the same", async () => {
  const running = await start("webhook-kajabi", {});
  try {
    const token = functionEnvironment(nowhere).KAJABI_WEBHOOK_SECRET ?? "";
    const body = '{"id":"1","event":"test","payload":{}}';
    const answer = await fetch(`${running.url}/webhook-kajabi/${token}`, { method: "POST", body });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(await answer.text()).not.toContain(token);
  } finally {
    await running.kill();
  }
});
