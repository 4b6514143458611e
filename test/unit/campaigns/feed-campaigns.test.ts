import { describe, expect, test } from "vitest";
import { deliverWaiting } from "../../../functions/job-campaign-delivery/deliver-waiting.ts";
import { feedCampaigns } from "../../../functions/job-campaign-feeder/feed-campaigns.ts";
import type { CampaignTool } from "../../../shared/campaigns/campaign-tool.ts";
import type { FeedingRun } from "../../../shared/campaigns/feeding-run.ts";
import { type Outcome, outcome } from "../../../shared/campaigns/outcome.ts";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import { failureOf } from "../../../shared/observability/failure.ts";
import { claimedLead } from "../../support/claimed-lead.ts";

/** A database with campaigns of so many contactable leads each, and whatever else its doors answer. */
function database(
  leads: Readonly<Record<number, number>>,
  refuse: (door: string, campaign: unknown) => Error | null = () => null,
) {
  const waiting: Record<number, number> = {};
  const calls: { readonly door: string; readonly args: Readonly<Record<string, unknown>> }[] = [];
  const doors: Readonly<Record<string, (campaign: number, batch: number) => unknown>> = {
    campaigns_to_feed: () =>
      Object.keys(leads).map((id) => ({
        campaign: Number(id),
        broker: `broker-${id}`,
        destination: "instantly",
        external_id: "x",
        url: null,
        has_waiting: (waiting[Number(id)] ?? 0) > 0,
      })),
    queue_campaign_leads: (campaign, batch) => {
      const queued = Math.min(batch, (leads[campaign] ?? 0) - (waiting[campaign] ?? 0));
      waiting[campaign] = (waiting[campaign] ?? 0) + queued;
      return { queued };
    },
    claim_campaign_leads: (campaign, batch) => {
      const claimed = Math.min(batch, waiting[campaign] ?? 0);
      waiting[campaign] = (waiting[campaign] ?? 0) - claimed;
      return Array.from({ length: claimed }, () => claimedLead({ key: crypto.randomUUID() }));
    },
    settle_campaign_leads: () => ({ fed: 1, waiting: 0, dead: 0 }),
  };
  const rpc: Rpc = async (door, args) => {
    calls.push({ door, args });
    const refusal = refuse(door, args.campaign);
    if (refusal) throw refusal;
    return doors[door]?.(Number(args.campaign), Number(args.batch));
  };
  return { rpc, calls, waiting };
}

const taking: CampaignTool = async () => ({ ok: true, handOver: async () => outcome("taken") });

const linking: FeedingRun["issueLinks"] = async (_, leads) =>
  new Map(leads.map(({ lead }) => [lead, `https://links.example.com/${lead}`]));

/** One run: what it did or failed with, and what it reported by the way. */
async function run(
  job: typeof feedCampaigns,
  rpc: Rpc,
  toolOf: CampaignTool = taking,
  { isTimeUp = () => false, now = () => new Date(), issueLinks = linking }: Partial<FeedingRun> = {},
) {
  const reported: unknown[] = [];
  const report = (thrown: unknown, subject?: string) => reported.push([subject, failureOf(thrown).code]);
  const result = await job({ rpc, isTimeUp, report, now, issueLinks }, toolOf).catch(
    (thrown: unknown) => failureOf(thrown).code,
  );
  return { result, reported };
}

const settledResults = (calls: ReturnType<typeof database>["calls"]) =>
  calls
    .filter(({ door }) => door === "settle_campaign_leads")
    .flatMap(({ args }) => args.outcomes as readonly { readonly result: string }[])
    .map(({ result }) => result);
const doorsOf = (calls: ReturnType<typeof database>["calls"], campaign: number) =>
  calls.filter(({ args }) => args.campaign === campaign).map(({ door }) => door);

describe("a run of the feeder", () => {
  test("takes leads a thousand at a time until there are fewer, then delivers a batch of each campaign in turn", async () => {
    const { rpc, calls } = database({ 1: 40, 2: 30 });
    await run(feedCampaigns, rpc);
    expect(calls.map(({ args, door }) => [door.split("_")[0], args.campaign ?? null])).toEqual([
      ["campaigns", null],
      ["queue", 1],
      ["queue", 2],
      ...["claim", "settle"].map((door) => [door, 1]),
      ...["claim", "settle"].map((door) => [door, 2]),
      ...["claim", "settle"].map((door) => [door, 1]),
      ...["claim", "settle"].map((door) => [door, 2]),
    ]);
    const many = database({ 1: 2500 });
    await run(feedCampaigns, many.rpc);
    expect(many.calls.filter(({ door }) => door === "queue_campaign_leads")).toHaveLength(3);
  });

  test("delivers no more than a request's CPU time is good for", async () => {
    const { rpc, calls, waiting } = database({ 1: 900 });
    await run(feedCampaigns, rpc);
    expect(settledResults(calls)).toHaveLength(500);
    expect(waiting[1]).toBe(400);
  });

  test("ends when its time is up, and says what it didn't send", async () => {
    const { rpc, calls } = database({ 1: 100 });
    let asked = 0;
    await run(feedCampaigns, rpc, taking, { isTimeUp: () => ++asked > 12 });
    const results = settledResults(calls);
    expect(results).toHaveLength(25);
    expect(results).toContain("taken");
    expect(results).toContain("unsent");
  });

  test("sends nothing that it has held for a minute, because somebody else may have it by then", async () => {
    const { rpc, calls } = database({ 1: 10 });
    const clock = { time: 0 };
    const slow: CampaignTool = async () => ({
      ok: true,
      handOver: async () => {
        clock.time += 61_000;
        return outcome("taken");
      },
    });
    await run(feedCampaigns, rpc, slow, { now: () => new Date(clock.time) });
    expect(settledResults(calls).filter((result) => result === "taken")).toHaveLength(1);
  });

  test("takes nothing for a campaign whose tool can't be used, feeds the others, and has failed", async () => {
    const { rpc, calls } = database({ 1: 5, 2: 5 });
    const half: CampaignTool = async (campaign) =>
      campaign.campaign === 1 ? { ok: false, code: "NOT_CONFIGURED" } : await taking(campaign);
    expect(await run(feedCampaigns, rpc, half)).toEqual({
      result: "NOT_CONFIGURED",
      reported: [["campaign-1", "NOT_CONFIGURED"]],
    });
    expect(doorsOf(calls, 1)).toEqual([]);
    expect(doorsOf(calls, 2)).toContain("settle_campaign_leads");
  });

  test.each<[Outcome, string | null, number | null]>([
    [outcome("unknown", "HTTP_500"), "HTTP_500", null],
    [{ ...outcome("later", "HTTP_429"), pauseSeconds: 90 }, "HTTP_429", 90],
    [{ ...outcome("later", "HTTP_410"), gone: true }, "HTTP_410", null],
  ])("has failed when a tool is not well, having told the database: %o", async (came, code, pause) => {
    const { rpc, calls } = database({ 1: 5 });
    const failing: CampaignTool = async () => ({ ok: true, handOver: async () => came });
    expect(await run(feedCampaigns, rpc, failing)).toEqual({
      result: code,
      reported: [["campaign-1", code]],
    });
    expect(calls.at(-1)?.args).toMatchObject({ pause_seconds: pause, gone: came.gone });
  });

  test("has not failed for a lead that a tool doesn't want", async () => {
    const { rpc } = database({ 1: 1 });
    const refusing: CampaignTool = async () => ({
      ok: true,
      handOver: async () => outcome("refused", "HTTP_422"),
    });
    expect(await run(feedCampaigns, rpc, refusing)).toMatchObject({ result: { campaigns: 1 }, reported: [] });
  });

  test("hands over nobody whose link can't be made, gives them back, and has failed", async () => {
    const { rpc, calls } = database({ 1: 40 });
    const failing = async () => await Promise.reject(new DatabaseRefusal("23514"));
    expect(await run(feedCampaigns, rpc, taking, { issueLinks: failing })).toEqual({
      result: "23514",
      reported: [["campaign-1", "23514"]],
    });
    const results = settledResults(calls);
    expect([results.length, new Set(results)]).toEqual([25, new Set(["unsent"])]);
  });

  test("goes on with the others when the database refuses something of one", async () => {
    const refusal = new DatabaseRefusal("23514");
    const { rpc, calls } = database({ 1: 5, 2: 5 }, (door, campaign) =>
      door === "claim_campaign_leads" && campaign === 1 ? refusal : null,
    );
    expect(await run(feedCampaigns, rpc)).toEqual({ result: "23514", reported: [["campaign-1", "23514"]] });
    expect(doorsOf(calls, 2)).toContain("settle_campaign_leads");
  });

  test("ends when the database is gone", async () => {
    const { rpc, calls } = database({ 1: 5, 2: 5 }, (door) =>
      door === "claim_campaign_leads" ? new DatabaseUnavailable("NETWORK") : null,
    );
    expect(await run(feedCampaigns, rpc)).toEqual({ result: "NETWORK", reported: [] });
    expect(doorsOf(calls, 2)).not.toContain("claim_campaign_leads");
  });

  test("says a second time what came of leads, when the database was away for a moment", async () => {
    let refused = 0;
    const { rpc, calls } = database({ 1: 5 }, (door) =>
      door === "settle_campaign_leads" && ++refused === 1 ? new DatabaseUnavailable("PGRST001") : null,
    );
    expect((await run(feedCampaigns, rpc)).result).toMatchObject({ fed: 1 });
    const [first, second] = calls.filter(({ door }) => door === "settle_campaign_leads");
    expect(second).toEqual(first);
  });
});

describe("a run of the delivery", () => {
  test("takes no new leads, and looks at no campaign of which nothing waits", async () => {
    const { rpc, calls, waiting } = database({ 1: 5, 2: 5 });
    waiting[2] = 3;
    await run(deliverWaiting, rpc);
    expect(doorsOf(calls, 1)).toEqual([]);
    expect(doorsOf(calls, 2)).toEqual(["claim_campaign_leads", "settle_campaign_leads"]);
  });
});
