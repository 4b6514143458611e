// npm run demo: plays a business day on the local stack, and checks that the books are right afterwards.
import { endOfRun } from "../stack/end-of-run.ts";
import { castOf } from "./cast.ts";
import { type DemoStack, demoStack } from "./demo-stack.ts";
import { expectedLedger } from "./ledger.ts";
import { grantBursts } from "./grant-bursts.ts";
import { demonstrateLeads } from "./leads/lead-demo.ts";
import { play } from "./play.ts";
import { readLedger } from "./read-ledger.ts";
import { reportAnswers, reportLedger } from "./report.ts";
import { newRun } from "./scenario.ts";

const interrupted = endOfRun().then(() => 130);
let stack: DemoStack | undefined;
let exitCode = 1;
try {
  console.log("Looking for a stack, or starting one …");
  stack = await demoStack();
  exitCode = await Promise.race([demonstrate(stack), interrupted]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  await stack?.stop();
}
Deno.exit(exitCode);

async function demonstrate(stack: DemoStack): Promise<number> {
  const start = performance.now();
  const run = newRun();
  const { roles, missing } = await castOf(stack);
  const where = stack.wasRunning ? "the stack that runs" : "a stack of its own";
  console.log(`Playing a business day, run ${run.number}, on ${where} at ${stack.functionsUrl}.`);
  console.log(
    "PayPal's and SendGrid's functions run beside it, the same but for whom they trust: nobody else can sign as they do.",
  );
  if (missing.length > 0)
    console.log(`Nobody plays ${missing.join(", ")}: cli/demo/scenarios has no day of theirs.`);

  const playing = roles.map(({ sender }) => sender.provider);
  await grantBursts(stack.databaseUrl, [...new Set([...playing, "calendly", "instantly", "vapi"])]);
  const plays = roles.map(({ sender, makeScenario }) => ({ sender, scenario: makeScenario(run) }));
  const exchanges = await Promise.all(plays.map(({ sender, scenario }) => play(sender, scenario)));
  const expected = expectedLedger(
    run,
    plays.map(({ scenario }) => scenario),
  );
  const answers = reportAnswers(exchanges.flat());
  const ledger = reportLedger(expected, await readLedger(stack.databaseUrl, run));

  const webhookSeconds = ((performance.now() - start) / 1000).toFixed(1);
  const sent = exchanges.flat().reduce((sum, { answered }) => sum + answered.length, 0);
  console.log(`\nWhat was sent, and what was answered\n\n${answers.text}`);
  console.log(`\nWhat the database holds of it\n\n${ledger.text}\n`);
  console.log("And a broker's day, with a list of ten thousand rows.\n");
  const leads = await demonstrateLeads(stack, run);
  console.log(`${leads.text}\n`);
  const wrong = answers.disagreements + ledger.disagreements + leads.disagreements;
  const verdict =
    wrong === 0 ? "Answers and books are as they must be." : `${wrong} lines are not as expected.`;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${sent} deliveries in ${webhookSeconds} s, all in ${seconds} s. ${verdict}`);
  return wrong === 0 ? 0 : 1;
}
