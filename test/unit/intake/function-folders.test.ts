import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FUNCTIONS_CONFIG_PATH, generateFunctionsConfig } from "../../../cli/sync/functions-config.ts";
import { developmentSettings } from "../../support/development-settings.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot, readProjectFile } from "../../support/project-files.ts";
import { readVectorFile } from "../../support/vectors.ts";

const folders = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));

const index = `import { serveWebhook } from "../../shared/intake/serve.ts";
import { provider } from "./provider.ts";

await serveWebhook(provider);
`;

describe.each(folders)("functions/%s", (folder) => {
  const name = folder.slice("webhook-".length);

  test("starts the intake app with its provider, and does nothing else", () => {
    expect(readProjectFile(`functions/${folder}/index.ts`)).toBe(index);
  });

  test("declares the provider that it is named after", async () => {
    const provider = await loadProvider(name);
    expect(provider.name).toBe(name);
    expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
    expect(provider.keysVariable).toMatch(/^[A-Z][A-Z0-9_]*$/);
  });

  test("has a value to develop with, which its scheme takes", async () => {
    const { keysVariable, scheme } = await loadProvider(name);
    const key = developmentSettings()[keysVariable];
    if (!key) throw new Error(`.env.example lacks ${keysVariable}`);
    const delivery = {
      method: "POST",
      url: "https://example.test/",
      headers: new Headers(),
      body: new Uint8Array(),
    };
    expect(await scheme(delivery, [key], new Date())).toMatchObject({ ok: false });
  });

  test("says in its README where to find the secret", async () => {
    const { keysVariable } = await loadProvider(name);
    expect(readProjectFile(`functions/${folder}/README.md`)).toContain(keysVariable);
  });

  test("has vectors, accepted and refused ones", () => {
    const results = readVectorFile(name).vectors.map(({ result }) => result);
    expect(results).toContain("accepted");
    expect(new Set(results).size).toBeGreaterThan(1);
  });
});

test(`${FUNCTIONS_CONFIG_PATH} has the block that the folders make`, async () => {
  expect(readProjectFile(FUNCTIONS_CONFIG_PATH), 'it is stale: run "npm run sync"').toBe(
    await generateFunctionsConfig(),
  );
});
