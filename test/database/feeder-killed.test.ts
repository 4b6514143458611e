import { beforeEach, describe, expect, it } from "vitest";
import { deliverWaiting } from "../../functions/job-campaign-delivery/deliver-waiting.ts";
import { feedCampaigns } from "../../functions/job-campaign-feeder/feed-campaigns.ts";
import { campaignTools } from "../../shared/campaigns/campaign-tools.ts";
import type { FeedingRun } from "../../shared/campaigns/feeding-run.ts";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import { consentLinks } from "../../shared/leads/consent-link.ts";
import { campaignOf, hoursAfter, outbox, thursday, usedPlaces } from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { instantlyStandIn } from "../support/instantly-api.ts";
import { type Death, type Mortal, mortal } from "../support/mortal.ts";
import { stagedCampaigns } from "../support/staged-campaigns.ts";

const { sql } = await testDatabase();
const { clock, rpc: doors, later, startOver } = stagedCampaigns(sql);

beforeEach(startOver);

const linkSettings = {
  keys: ["a-secret-of-thirty-two-characters"],
  publicUrl: "https://links.example.com",
} as const;

type Job = (run: FeedingRun, toolOf: ReturnType<typeof campaignTools>) => Promise<unknown>;

/** One run of a job, to its end or its death; how many waits it got to. */
async function run(job: Job, fetch: typeof globalThis.fetch, death: Death | null = null): Promise<number> {
  const life: Mortal = mortal(death);
  const settings = { INSTANTLY_API_KEY: "key" };
  const now = () => clock.now;
  const toolOf = campaignTools(settings, {
    fetch: life.wrap(fetch, () => new TypeError("the connection broke")),
    now,
    lookUp: () => Promise.resolve(null),
  });
  const rpc = life.wrap(doors, () => new DatabaseUnavailable("NETWORK"));
  const issueLinks = consentLinks(linkSettings, rpc, now);
  const working = job({ rpc, isTimeUp: () => false, report: () => undefined, now, issueLinks }, toolOf);
  await Promise.race([working.catch(() => undefined), life.death]);
  return life.waits();
}

/** What is left is delivered by later runs, as the schedule starts them. */
async function deliverTheRest(fetch: typeof globalThis.fetch): Promise<void> {
  for (let runs = 0; runs < 20; runs++) {
    await run(feedCampaigns, fetch);
    later(6);
    await run(deliverWaiting, fetch);
    const waiting = (await outbox(sql)).filter(({ status }) => status === "waiting");
    if (waiting.length === 0) return;
  }
}

/** Each lead in the tool once, as many as the day's number, and all that the database says of them agrees. */
async function expectFed(
  leads: readonly { readonly email: string; readonly key: string }[],
  limit: number,
): Promise<void> {
  expect(leads).toHaveLength(limit);
  expect(new Set(leads.map(({ email }) => email)).size).toBe(limit);
  expect(new Set(leads.map(({ key }) => key)).size).toBe(limit);
  expect(new Set((await outbox(sql)).map(({ status }) => status))).toEqual(new Set(["fed"]));
  expect(await usedPlaces(sql)).toEqual([["2027-01-14", limit]]);
  expect(
    await sql`select campaign_status as status, count(*)::int as leads from public.leads group by 1 order by 1`,
  ).toContainEqual({ status: "active", leads: limit });
  expect(await sql`select count(*)::int as links from intake.consent_tokens`).toEqual([{ links: limit }]);
  expect(await sql`select count(*)::int as steps from public.pipeline_events where stage = 'fed'`).toEqual([
    { steps: limit },
  ]);
}

describe("a feeder that ends at any of its waits", () => {
  const limit = 28;

  it.each<[Death["when"], Death["how"]]>([
    ["before", "dies"],
    ["after", "dies"],
    ["before", "fails"],
    ["after", "fails"],
  ])(
    "%s what it waited for was done, and %s, never passes the day's number and never delivers twice",
    { timeout: 180_000 },
    async (when, how) => {
      await campaignOf(sql, limit + 5, limit);
      const waits = await run(feedCampaigns, instantlyStandIn().fetch);
      // The list, the leads, two batches with their links and as many requests as leads, and what came of each.
      expect(waits).toBe(1 + 1 + 2 + 2 + limit + 2);

      for (let at = 1; at <= waits; at++) {
        await startOver();
        await campaignOf(sql, limit + 5, limit);
        const tool = instantlyStandIn();
        await run(feedCampaigns, tool.fetch, { at, when, how });
        expect(tool.leads.length, `at its ${at}th wait`).toBeLessThanOrEqual(limit);
        await deliverTheRest(tool.fetch);
        await expectFed(tool.leads, limit);
      }
    },
  );

  it("again and again feeds 250 that day, and as many on the next", { timeout: 180_000 }, async () => {
    await campaignOf(sql, 600, 250);
    const tool = instantlyStandIn();
    for (let at = 1; at <= 60; at++) {
      const when = at % 2 === 0 ? "before" : "after";
      await run(feedCampaigns, tool.fetch, { at, when, how: "dies" });
      expect(tool.leads.length).toBeLessThanOrEqual(250);
      later(6);
    }
    await deliverTheRest(tool.fetch);
    await expectFed(tool.leads, 250);
    await run(feedCampaigns, tool.fetch);
    expect(tool.leads).toHaveLength(250);

    clock.now = hoursAfter(thursday, 24);
    await deliverTheRest(tool.fetch);
    expect(tool.leads).toHaveLength(500);
    expect(await usedPlaces(sql)).toEqual([
      ["2027-01-14", 250],
      ["2027-01-15", 250],
    ]);
  });
});

describe("feeders that run at once", () => {
  it("feed the day's number together", async () => {
    await campaignOf(sql, 100, 60);
    const tool = instantlyStandIn();
    await Promise.all(Array.from({ length: 4 }, () => run(feedCampaigns, tool.fetch)));
    await deliverTheRest(tool.fetch);
    await expectFed(tool.leads, 60);
  });
});

describe("a tool that is down", () => {
  it(
    "holds up a bounded number of leads, which enter on the day on which it takes them",
    { timeout: 60_000 },
    async () => {
      await campaignOf(sql, 200, 40);
      let isDown = true;
      const tool = instantlyStandIn(() => (isDown ? new Response(null, { status: 503 }) : null));
      for (let hours = 0; hours < 30; hours++) {
        clock.now = hoursAfter(thursday, hours);
        await run(feedCampaigns, tool.fetch);
      }
      expect(await outbox(sql)).toHaveLength(40);
      expect(tool.leads).toHaveLength(0);

      isDown = false;
      // The Monday after, when every pause is over.
      clock.now = hoursAfter(thursday, 4 * 24);
      await deliverTheRest(tool.fetch);
      expect(tool.leads).toHaveLength(40);
      expect((await usedPlaces(sql)).at(-1)).toEqual(["2027-01-18", 40]);
    },
  );
});

describe("on a weekend", () => {
  it("nothing is sent, whoever asks", async () => {
    await campaignOf(sql, 10, 5);
    const tool = instantlyStandIn();
    clock.now = hoursAfter(thursday, 48);
    await run(feedCampaigns, tool.fetch);
    await run(deliverWaiting, tool.fetch);
    expect(tool.requests).toEqual([]);
  });
});
