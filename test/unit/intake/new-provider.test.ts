import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { check, resolveConfig } from "prettier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { withDevelopmentKey } from "../../../cli/new-provider/development-key.ts";
import { keysVariable, providerFiles, providerName } from "../../../cli/new-provider/provider-files.ts";
import type { Provider } from "../../../shared/intake/provider.ts";
import { projectRoot } from "../../support/project-files.ts";
import { intake } from "./acme.ts";

const files = providerFiles("acme-shop");
const vectors = z
  .object({
    keys: z.array(z.string()),
    now: z.number(),
    bodies: z.record(z.string()),
    cases: z.array(
      z.object({
        id: z.string(),
        result: z.string(),
        headers: z.record(z.string()),
        keys: z.array(z.string()).optional(),
        body: z.string().optional(),
        bodyRef: z.string().optional(),
        events: z.array(z.unknown()).nullish(),
      }),
    ),
  })
  .parse(JSON.parse(files.get("test/vectors/acme-shop.json") ?? ""));

let folder: string;

beforeAll(() => {
  // Inside of the project, because Vitest imports from nowhere else; ignored there.
  const ignored = join(projectRoot, ".sluice");
  mkdirSync(ignored, { recursive: true });
  folder = mkdtempSync(join(ignored, "new-provider-"));
  symlinkSync(join(projectRoot, "shared"), join(folder, "shared"));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a new provider", () => {
  test.each(vectors.cases)("answers its vector $id: $result", async (vector) => {
    const path = join(folder, "functions/webhook-acme-shop/provider.ts");
    const { provider } = z.object({ provider: z.custom<Provider>() }).parse(await import(path));
    const { app, log } = intake(provider, {
      keys: () => vector.keys ?? vectors.keys,
      now: () => new Date(vectors.now * 1000),
    });
    const body = vector.body ?? vectors.bodies[vector.bodyRef ?? ""] ?? "";
    const answer = await app.request("/webhook-acme-shop", { method: "POST", headers: vector.headers, body });
    const accepted = vector.events === null ? 422 : 200;
    expect(answer.status).toBe(vector.result === "accepted" ? accepted : 401);
    if (answer.status === 401) expect(log).toMatchObject([{ reason: vector.result }]);
  });

  test("is formatted as everything else is", async () => {
    for (const [path, text] of [...files].filter(([path]) => !path.startsWith("test/vectors/"))) {
      const options = { ...(await resolveConfig(join(projectRoot, "package.json"))), filepath: path };
      expect(await check(text, options), path).toBe(true);
    }
  });
});

test("its variable stands below the others of its kind", () => {
  expect(
    withDevelopmentKey(
      "A_WEBHOOK_SECRET=a\n# Another\nB_WEBHOOK_SECRET=b\n# Else\nC=c\n",
      "D_WEBHOOK_SECRET",
    ),
  ).toBe("A_WEBHOOK_SECRET=a\n# Another\nB_WEBHOOK_SECRET=b\nD_WEBHOOK_SECRET=development_d\n# Else\nC=c\n");
  expect(keysVariable("acme-shop")).toBe("ACME_SHOP_WEBHOOK_SECRET");
});

test.each(["", "Acme", "-acme", "acme-", "acme--shop", "acme_shop", "../acme", "1acme"])(
  "%j is no provider's name",
  (name) => {
    expect(providerName.test(name)).toBe(false);
  },
);
