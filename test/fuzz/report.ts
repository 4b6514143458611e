import type { Finding, Report } from "./fuzz.ts";

const longestBody = 2_000;

/** What a run has done, on a few lines. */
export function reportAsText({ attempts, statuses, slowest, heapGrowthBytes, findings }: Report): string {
  const byStatus = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  return [
    `${attempts} attempts, answered ${byStatus.join(", ")}`,
    `slowest: ${slowest.milliseconds.toFixed(1)} ms (${slowest.subject}, seed ${slowest.seed})`,
    `heap: ${(heapGrowthBytes / 1024 / 1024).toFixed(1)} MB more than when it was warm`,
    `found: ${findings.length}`,
  ].join("\n");
}

/** A finding with the request that led to it, and how to see it again. */
export function findingAsText({ seed, subject, fault, attempt }: Finding): string {
  const lines = [`${subject} ${fault}`, `  npm run fuzz -- --seed ${seed} --attempts 1`];
  if (attempt === null) return lines.join("\n");
  const { method, path, headers, body } = attempt;
  return [
    ...lines,
    `  ${method} ${path}`,
    ...headers.map(([name, value]) => `  ${name}: ${value.slice(0, 200)}`),
    `  ${JSON.stringify(new TextDecoder().decode(body.subarray(0, longestBody)))}`,
  ].join("\n");
}
