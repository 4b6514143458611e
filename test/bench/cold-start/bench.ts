import { readdirSync } from "node:fs";
import { join } from "node:path";
import { environmentOf, unreachableUrl } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { measureInTurns } from "../measure.ts";
import { printRatio } from "../report.ts";

const rounds = 15;
const aim = 1.5;

/** From the start of each function's process to its first answer, beside a bare Hono function that says hello. */
export async function benchColdStart(): Promise<void> {
  for (const name of readdirSync(join(projectRoot, "functions")).sort()) {
    const environment = await environmentOf(name, unreachableUrl);
    const milliseconds = await measureInTurns(1, rounds, {
      bare: () => firstAnswer("test/bench/cold-start/hello.ts", "hello", environment),
      ours: () => firstAnswer(`functions/${name}/index.ts`, name, environment),
    });
    printRatio({ name: `cold start, ${name}`, unit: "ms", of: (sample) => sample, aim }, milliseconds);
  }
}

async function firstAnswer(
  entrypoint: string,
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const start = performance.now();
  const running = await launchFunction(projectRoot, entrypoint, environment);
  const answer = await fetch(`${running.url}/${name}`, { method: "POST", body: "{}" });
  await answer.text();
  const elapsed = performance.now() - start;
  await running.kill();
  return elapsed;
}
