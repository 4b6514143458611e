// npm run fuzz [-- --seconds N] [--seed N] [--attempts N]
//
// Random and mutated requests against every provider's app and lead-upload's, in this process. Ends with 1 when something was found.
import { parseArgs } from "node:util";
import { z } from "zod/v3";
import { fuzz } from "./fuzz.ts";
import { findingAsText, reportAsText } from "./report.ts";
import { uploadSubject } from "./upload/upload-subject.ts";
import { webhookSubjects } from "./webhook-subjects.ts";

const count = z.coerce.number().int().min(0);
const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string" },
    seed: { type: "string" },
    attempts: { type: "string" },
  },
});
const { seconds, seed, attempts } = z
  .object({
    seconds: count.default(60),
    seed: count.default(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
    attempts: count.default(Number.MAX_SAFE_INTEGER),
  })
  .parse(values);

console.log(`Fuzzing for ${seconds} s from seed ${seed}.`);
const end = performance.now() + seconds * 1000;
const report = await fuzz([...(await webhookSubjects()), uploadSubject], {
  firstSeed: seed,
  isOver: (made) => made >= attempts || performance.now() > end,
});
console.log(reportAsText(report));
for (const finding of report.findings) console.error(findingAsText(finding));
Deno.exit(report.findings.length > 0 ? 1 : 0);
