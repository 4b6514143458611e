import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { type MakeScenario, newRun } from "../../../cli/demo/scenario.ts";
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

/**
 * The event types that a provider's mapping names and that it delivers: the keys of its map, or what it compares with. What
 * reconciliation alone finds is none of them.
 */
function mappedTypes(provider: string): readonly string[] {
  const own = `functions/webhook-${provider}/normalise.ts`;
  const source = readProjectFile(provider === "standard" ? "shared/standard-webhooks/normalise.ts" : own);
  return [...source.matchAll(/(?:\["|type === ")([^"]+)"/g)]
    .map(([, type = ""]) => wordsOf(type))
    .filter((type) => !type.endsWith("_reconciled"));
}

/** Kajabi's events have two spellings. */
function wordsOf(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z]+/g, "_");
}

describe.each(providers)("the demo's day of %s", (provider) => {
  test("tells an event of every type that is mapped", async () => {
    const { events } = await scenarioOf(provider);
    const told = new Set(events.map(({ type }) => wordsOf(type)));
    expect(mappedTypes(provider)).not.toEqual([]);
    expect(mappedTypes(provider).filter((type) => !told.has(type))).toEqual([]);
  });

  test("has its run's number in every event, so that runs don't meet", async () => {
    const run = newRun();
    const { events } = await scenarioOf(provider, run);
    for (const { id, body } of events) expect(id + JSON.stringify(body)).toContain(run.number);
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
  });
});
