import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { type DemoEvent, type MakeScenario, newRun, textOf } from "../../../cli/demo/scenario.ts";
import { projectRoot, readProjectFile } from "../../support/project-files.ts";

const scenarioModule = z.object({
  makeScenario: z.custom<MakeScenario>((value) => typeof value === "function"),
});
const providers = readdirSync(join(projectRoot, "cli/demo/scenarios")).map((name) =>
  name.replace(/\.ts$/, ""),
);

async function scenarioOf(provider: string, run = newRun()) {
  const path = join(projectRoot, `cli/demo/scenarios/${provider}.ts`);
  return scenarioModule.parse(await import(path)).makeScenario(run);
}

/** What a mapping may know an event by: its type, or, of Shopify's, the kind of thing that its body is. */
function namesOf({ type, body }: DemoEvent): readonly string[] {
  const [, kind = ""] = /gid:\/\/shopify\/([A-Za-z]+)/.exec(textOf({ body })) ?? [];
  return [type, kind].map(wordsOf);
}

/**
 * The event types that a provider's mapping names and that it delivers: the keys of its map, or what it compares with. What
 * reconciliation alone finds is none of them, and some providers' events aren't mapped at all.
 */
function mappedTypes(provider: string): readonly string[] {
  const own = `functions/webhook-${provider}/normalise.ts`;
  const file = provider === "standard" ? "shared/standard-webhooks/normalise.ts" : own;
  if (!existsSync(join(projectRoot, file))) return [];
  return [...readProjectFile(file).matchAll(/(?:^\s*\["|\btype === ")([^"]+)"(?! \?)/gm)]
    .map(([, type = ""]) => wordsOf(type))
    .filter((type) => !type.endsWith("_reconciled"));
}

/** Kajabi's events have two spellings. */
function wordsOf(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z]+/g, "_");
}

test("almost all providers that have a day have a mapping", () => {
  expect(providers.filter((provider) => mappedTypes(provider).length === 0)).toEqual(["hubspot"]);
});

describe.each(providers)("the demo's day of %s", (provider) => {
  test("tells an event of every type that is mapped", async () => {
    const { events } = await scenarioOf(provider);
    const told = new Set(events.flatMap(namesOf));
    expect(mappedTypes(provider).filter((type) => !told.has(type))).toEqual([]);
  });

  test("has its run's number in every event, so that runs don't meet", async () => {
    const run = newRun();
    const { events } = await scenarioOf(provider, run);
    for (const event of events) expect(event.id + textOf(event)).toContain(run.number);
    expect(new Set(events.map((event) => event.id + textOf(event))).size).toBe(events.length);
  });
});
