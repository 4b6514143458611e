import { createHmac } from "node:crypto";
import type { LaunchedProcess } from "../../../cli/stack/launched-process.ts";
import { functionEnvironment } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { startInstantDataApi } from "../instant-data-api.ts";
import { measureInTurns } from "../measure.ts";
import { processCpu } from "../process-cpu.ts";
import { printRatio } from "../report.ts";
import { sendAll } from "../send-all.ts";
import checkout from "../stripe-checkout.json" with { type: "json" };
import { takeDeliveries } from "../take-deliveries.ts";

const rounds = 9;
const deliveriesPerRound = 1500;
/** Until V8 has compiled what it is going to compile. */
const warmUpRounds = 6;
const aim = 1.5;

const template = JSON.stringify(checkout);

/** The CPU time that the stripe function's process takes for one delivery, beside a bare receiver's. */
export async function benchFunction(): Promise<void> {
  const dataApi = startInstantDataApi(takeDeliveries);
  const environment = functionEnvironment(dataApi.url);
  const bare = await launchFunction(projectRoot, "test/bench/function/bare.ts", environment);
  const ours = await launchFunction(projectRoot, "functions/webhook-stripe/index.ts", environment);
  const key = environment.STRIPE_WEBHOOK_SECRET ?? "";
  try {
    const microseconds = await measureInTurns(warmUpRounds, rounds, {
      bare: () => cpuPerDelivery(bare, "bare", key),
      ours: () => cpuPerDelivery(ours, "webhook-stripe", key),
    });
    printRatio({ name: "function, CPU per delivery", unit: "µs", of: (sample) => sample, aim }, microseconds);
  } finally {
    await Promise.all([bare.kill(), ours.kill(), dataApi.stop()]);
  }
}

async function cpuPerDelivery({ url, pid }: LaunchedProcess, name: string, key: string): Promise<number> {
  const deliveries = Array.from({ length: deliveriesPerRound }, () => signedDelivery(key));
  const before = processCpu(pid);
  await sendAll(`${url}/${name}`, deliveries, 200);
  return (processCpu(pid) - before) / deliveriesPerRound;
}

function signedDelivery(key: string): RequestInit {
  const body = template.replaceAll("UNIQUE", crypto.randomUUID().slice(0, 18));
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
  return { method: "POST", body, headers: { "stripe-signature": `t=${time},v1=${signature}` } };
}
