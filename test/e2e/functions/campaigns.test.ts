import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { campaignStandIn, type Treatment } from "../../../cli/demo/leads/campaign-stand-in.ts";
import { pressUnsubscribe } from "../../../cli/demo/leads/press-unsubscribe.ts";
import { type Stack, startStack } from "../../../cli/stack/stack.ts";
import { addBroker, addCampaign, addLeads, usedPlaces } from "../../support/campaigns.ts";
import { developmentSettings } from "../../support/development-settings.ts";

const limit = 30;
const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const { CAMPAIGN_WEBHOOK_SECRET = "", SCHEDULER_TOKEN = "" } = developmentSettings();

/** What the tool does at the moment. */
let treatment: () => Treatment;
const answering = (takes: boolean, status: number) => (): Treatment => ({
  takes,
  answer: Promise.resolve(new Response(null, { status })),
});
// Longer than anybody waits for an answer.
const silent = (): Treatment => ({
  takes: false,
  answer: new Promise((resolve) => setTimeout(() => resolve(new Response()), 16_000)),
});
const tool = campaignStandIn(CAMPAIGN_WEBHOOK_SECRET, () => treatment());
const nonsense = talkNonsense();

let stack: Stack;
let sql: postgres.Sql;
let broker: number;

beforeAll(async () => {
  stack = await startStack({
    home,
    port: 0,
    dbPort: 0,
    env: {},
    durable: false,
    redis: false,
    schedule: false,
  });
  sql = postgres(stack.databaseUrl, { max: 1 });
  broker = await addBroker(sql, zoneOfNoon());
  await sql`update public.brokers set campaign_weekdays = '{1,2,3,4,5,6,7}' where id = ${broker}`;
  await addCampaign(sql, broker, { limit, destination: "webhook", url: tool.url });
  await addLeads(sql, broker, 2 * limit);
  expect(await trigger("job-refresh-contactable-leads")).toBe(200);
});
afterAll(async () => {
  await sql.end();
  await stack.stop();
  await Promise.all([tool.stop(), nonsense.stop()]);
  await Deno.remove(home, { recursive: true });
});

/** A zone in which it is noon, so that no day ends meanwhile. */
function zoneOfNoon(): string {
  const hoursAhead = 12 - new Date().getUTCHours();
  return `Etc/GMT${hoursAhead > 0 ? "-" : "+"}${Math.abs(hoursAhead)}`;
}

/** Something on this machine that doesn't speak HTTP. */
function talkNonsense() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let heard = 0;
  const listening = (async () => {
    for await (const connection of listener) {
      heard += 1;
      await connection.read(new Uint8Array(1024));
      await connection.write(new TextEncoder().encode("MARKED nonsense\r\n\r\n"));
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/leads`,
    heard: () => heard,
    async stop() {
      listener.close();
      await listening;
    },
  };
}

async function trigger(name: string): Promise<number> {
  const response = await fetch(`${stack.functionsUrl}/${name}`, {
    method: "POST",
    headers: { "x-scheduler-token": SCHEDULER_TOKEN },
    body: "{}",
  });
  await response.body?.cancel();
  return response.status;
}

/** Both jobs, several times at once; what they answered. */
async function triggerAll(): Promise<readonly number[]> {
  const names = ["job-campaign-feeder", "job-campaign-delivery"];
  return await Promise.all([...names, ...names, ...names].map(trigger));
}

/** As if all pauses were over. */
async function later(): Promise<void> {
  await sql`update intake.campaign_outbox set next_attempt_at = now() where status = 'waiting'`;
  await sql`update intake.campaign_tools set resume_at = null`;
}

const statuses = async () =>
  await sql`select status, count(*)::int as leads from intake.campaign_outbox group by status`;
const keysHeard = () => new Set(tool.received().map(({ key }) => key));

/** With how many different ones anybody was handed over, at most. */
function mostPerPerson(what: "key" | "unsubscribeUrl"): number {
  const seen = new Map<string, Set<string>>();
  for (const lead of tool.received()) {
    seen.set(lead.email, (seen.get(lead.email) ?? new Set()).add(lead[what]));
  }
  return Math.max(...[...seen.values()].map(({ size }) => size));
}

describe("a campaign that is fed over HTTP, by jobs that run at once", { timeout: 180_000 }, () => {
  test.each<readonly [string, () => Treatment]>([
    ["fails", answering(false, 500)],
    ["is silent", silent],
    ["takes leads and says that it failed", answering(true, 500)],
    ["answers with another page", answering(false, 302)],
  ])("loses no lead and hears of no more than the day's number when its tool %s", async (_, how) => {
    await later();
    treatment = how;
    const before = tool.received().length;
    expect(await triggerAll()).toContain(502);
    expect(tool.received().length).toBeGreaterThan(before);
    expect(keysHeard().size).toBeLessThanOrEqual(limit);
    expect(await statuses()).toEqual([{ status: "waiting", leads: limit }]);
  });

  test("loses no lead when what listens there talks nonsense", async () => {
    await later();
    await sql`update public.campaigns set url = ${nonsense.url}`;
    expect(await triggerAll()).toContain(502);
    expect(nonsense.heard()).toBeGreaterThan(0);
    expect(await statuses()).toEqual([{ status: "waiting", leads: limit }]);
    await sql`update public.campaigns set url = ${tool.url}`;
  });

  test("loses no lead when the function is killed while it hands them over", async () => {
    await later();
    treatment = silent;
    const before = tool.received().length;
    const triggered = trigger("job-campaign-delivery");
    await vi.waitFor(() => expect(tool.received().length).toBeGreaterThan(before), { timeout: 20_000 });
    await (await stack.functionProcess("job-campaign-delivery"))?.kill();
    expect(await triggered).toBeGreaterThanOrEqual(500);
    expect(await statuses()).toEqual([{ status: "waiting", leads: limit }]);
  });

  test("hands over exactly the day's number once the tool is back, each lead once and with one key and link", async () => {
    treatment = answering(true, 204);
    for (let runs = 0; runs < 10; runs += 1) {
      await later();
      await triggerAll();
      if ((await statuses()).every(({ status }) => status === "fed")) break;
    }
    expect(await statuses()).toEqual([{ status: "fed", leads: limit }]);
    expect(tool.taken()).toHaveLength(limit);
    expect(new Set(tool.taken().map(({ email }) => email)).size).toBe(limit);
    expect([mostPerPerson("key"), mostPerPerson("unsubscribeUrl")]).toEqual([1, 1]);
    expect((await usedPlaces(sql)).map(([, used]) => used)).toEqual([limit]);

    const heard = tool.received().length;
    expect(new Set(await triggerAll())).toEqual(new Set([200]));
    expect(tool.received()).toHaveLength(heard);
  });

  test("is left by whoever uses the link that the tool was given", async () => {
    const [lead] = tool.taken();
    expect(await pressUnsubscribe(lead?.unsubscribeUrl ?? "", 2)).toEqual([200, 200]);
    expect(
      await sql`
        select campaign_status as status, count(*)::int as leads from public.leads
        where campaign_id is not null group by 1 order by 1`,
    ).toEqual([
      { status: "active", leads: limit - 1 },
      { status: "unsubscribed", leads: 1 },
    ]);
  });
});
