import { randomBytes } from "node:crypto";
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
const warmUpRounds = 5;
/** A refusal is told at once and then every ten seconds. */
const secondsPerCall = 10;

const body = JSON.stringify(checkout);

type Refusals = { readonly perSecond: number; readonly cpuMicroseconds: number };

/**
 * What it takes the stripe function to refuse a delivery whose signature is a well-formed guess, beside a Hono server that
 * answers 401 to everything; and what the database hears of it.
 */
export async function benchJunk(): Promise<void> {
  const dataApi = startInstantDataApi(takeDeliveries);
  const environment = functionEnvironment(dataApi.url);
  const bare = await launchFunction(projectRoot, "test/bench/junk/bare.ts", environment);
  const ours = await launchFunction(projectRoot, "functions/webhook-stripe/index.ts", environment);
  const start = performance.now();
  try {
    const refusals = await measureInTurns(warmUpRounds, rounds, {
      bare: () => refuseAll(bare, "bare"),
      ours: () => refuseAll(ours, "webhook-stripe"),
    });
    const perSecond = ({ perSecond }: Refusals) => perSecond;
    printRatio({ name: "junk refused", unit: "/s", of: perSecond, moreIsBetter: true }, refusals);
    const cpu = ({ cpuMicroseconds }: Refusals) => cpuMicroseconds;
    printRatio({ name: "junk, CPU per refusal", unit: "µs", of: cpu }, refusals);

    const seconds = (performance.now() - start) / 1000;
    const most = 1 + Math.floor(seconds / secondsPerCall);
    const refused = (warmUpRounds + rounds) * deliveriesPerRound;
    console.log(
      `${"junk, calls to the database".padEnd(34)} ${dataApi.requests()} for ${refused} refusals in ` +
        `${seconds.toFixed(0)} s  aim ${most}${dataApi.requests() <= most ? "" : "  beyond it"}`,
    );
  } finally {
    await Promise.all([bare.kill(), ours.kill(), dataApi.stop()]);
  }
}

async function refuseAll({ url, pid }: LaunchedProcess, name: string): Promise<Refusals> {
  const deliveries = Array.from({ length: deliveriesPerRound }, junk);
  const before = processCpu(pid);
  const start = performance.now();
  await sendAll(`${url}/${name}`, deliveries, 401);
  const seconds = (performance.now() - start) / 1000;
  return {
    perSecond: deliveriesPerRound / seconds,
    cpuMicroseconds: (processCpu(pid) - before) / deliveriesPerRound,
  };
}

/** From an address of its own each time: one that goes on guessing would soon be turned away for that alone. */
function junk(): RequestInit {
  const time = Math.floor(Date.now() / 1000);
  const signature = randomBytes(32).toString("hex");
  const address = [10, ...randomBytes(3)].join(".");
  return {
    method: "POST",
    body,
    headers: { "stripe-signature": `t=${time},v1=${signature}`, "cf-connecting-ip": address },
  };
}
