import { createHmac } from "node:crypto";
import type { LaunchedProcess } from "../../../cli/stack/launched-process.ts";
import { functionEnvironment } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { measureInTurns } from "../measure.ts";
import { printRatio } from "../report.ts";
import checkout from "../stripe-checkout.json" with { type: "json" };
import { startInstantDataApi } from "./data-api.ts";

const rounds = 9;
const deliveriesPerRound = 1500;
/** Until V8 has compiled what it is going to compile. */
const warmUpRounds = 6;
const senders = 8;
const aim = 1.5;
/** How /proc counts: ticks of USER_HZ, which Linux fixes at 100 a second. */
const tickMicroseconds = 10_000;

const template = JSON.stringify(checkout);

/** The CPU time that the stripe function's process takes for one delivery, beside a bare receiver's. */
export async function benchFunction(): Promise<void> {
  const dataApi = startInstantDataApi();
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
  const before = cpuTicks(pid);
  async function send(): Promise<void> {
    for (let delivery = deliveries.pop(); delivery; delivery = deliveries.pop()) {
      const answer = await fetch(`${url}/${name}`, delivery);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${text}`);
    }
  }
  await Promise.all(Array.from({ length: senders }, send));
  return ((cpuTicks(pid) - before) * tickMicroseconds) / deliveriesPerRound;
}

function signedDelivery(key: string): RequestInit {
  const body = template.replaceAll("UNIQUE", crypto.randomUUID().slice(0, 18));
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
  return { method: "POST", body, headers: { "stripe-signature": `t=${time},v1=${signature}` } };
}

/** What the process has used, in user and in system mode: proc_pid_stat(5). */
function cpuTicks(pid: number): number {
  const afterName = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1) ?? "";
  const [user, system] = afterName.split(" ").slice(11, 13).map(Number);
  return (user ?? 0) + (system ?? 0);
}
