import { beforeEach, describe, expect, it } from "vitest";
import {
  addBroker,
  addCampaign,
  addLead,
  addLeads,
  campaignOf,
  hoursAfter,
  leadStatuses,
  outbox,
  refresh,
  thursday,
} from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { interleave } from "../support/database-races.ts";
import { stagedCampaigns } from "../support/staged-campaigns.ts";
import { stagedDoors } from "../support/staged-doors.ts";

const { sql } = await testDatabase();
const { clock, rpc, startOver } = stagedCampaigns(sql);
const queue = (campaign: number, batch = 1000, through = rpc) =>
  through("queue_campaign_leads", { campaign, batch });

beforeEach(startOver);

const queuedLeads = async (campaign: number) =>
  (
    await sql<{ id: string }[]>`
      select o.lead_id as id from intake.campaign_outbox o where o.campaign_id = ${campaign} order by o.id`
  ).map(({ id }) => Number(id));

describe("taking the day's leads", () => {
  it("takes the best score first, then the oldest, up to the day's number", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, { limit: 3 });
    const young = await addLead(sql, broker, { score: 90, created_at: "2027-01-03T00:00:00Z" });
    await addLead(sql, broker, { score: 10 });
    const old = await addLead(sql, broker, { score: 90, created_at: "2027-01-02T00:00:00Z" });
    const best = await addLead(sql, broker, { score: 91, created_at: "2027-01-04T00:00:00Z" });
    await refresh(sql);
    expect(await queue(campaign)).toEqual({ queued: 3 });
    expect(await queuedLeads(campaign)).toEqual([best, old, young]);
    expect(await leadStatuses(sql)).toEqual(["queued", "new", "queued", "queued"]);
    expect(await sql`select stage, campaign_id::int as campaign from public.pipeline_events`).toEqual(
      Array.from({ length: 3 }, () => ({ stage: "queued", campaign })),
    );
  });

  it("takes none again, however often it is asked on that day", async () => {
    const campaign = await campaignOf(sql, 10, 3);
    expect(await queue(campaign, 2)).toEqual({ queued: 2 });
    expect(await queue(campaign, 2)).toEqual({ queued: 1 });
    for (const hours of [0, 1, 11]) {
      clock.now = hoursAfter(thursday, hours);
      expect(await queue(campaign)).toEqual({ queued: 0 });
    }
  });

  it("takes fewer on the next day by those that still wait", async () => {
    const campaign = await campaignOf(sql, 10, 3);
    await queue(campaign, 2);
    clock.now = hoursAfter(thursday, 24);
    expect(await queue(campaign)).toEqual({ queued: 1 });
    expect(await queuedLeads(campaign)).toHaveLength(3);
  });

  it("takes what a raised number has room for, and none for a lowered one", async () => {
    const campaign = await campaignOf(sql, 10, 3);
    await queue(campaign);
    await sql`update public.campaigns set daily_limit = 5`;
    expect(await queue(campaign)).toEqual({ queued: 2 });
    await sql`update public.campaigns set daily_limit = 1`;
    expect(await queue(campaign)).toEqual({ queued: 0 });
  });

  it("takes none for a campaign that isn't active, doesn't exist, or whose leads were never refreshed", async () => {
    const broker = await addBroker(sql);
    await addLeads(sql, broker, 10);
    await refresh(sql);
    for (const status of ["paused", "ended"]) {
      expect(await queue(await addCampaign(sql, broker, { status }))).toEqual({ queued: 0 });
    }
    expect(await queue(0)).toEqual({ queued: 0 });
    await sql`refresh materialized view public.mv_contactable_leads with no data`;
    expect(await queue(await addCampaign(sql, broker))).toEqual({ queued: 0 });
  });

  it("looks at the live lead, because the view is from this morning", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker);
    await addLead(sql, broker, { email_hash: "erased" });
    await addLead(sql, broker, { email_hash: "revoked" });
    await addLead(sql, broker, { email_hash: "replied" });
    await addLead(sql, broker, { email_hash: "elsewhere" });
    const good = await addLead(sql, broker, { email_hash: "good" });
    await refresh(sql);
    await sql`update public.leads set erased_at = now() where email_hash = 'erased'`;
    await sql`update public.leads set consent = false where email_hash = 'revoked'`;
    await sql`update public.leads set campaign_status = 'replied' where email_hash = 'replied'`;
    await addLead(sql, broker, { email_hash: "elsewhere", campaign_status: "active" });
    expect(await queue(campaign)).toEqual({ queued: 1 });
    expect(await queuedLeads(campaign)).toEqual([good]);
  });

  it("passes over a lead that somebody is at, and waits for nobody", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, { limit: 1 });
    const held = await addLead(sql, broker, { score: 90 });
    const free = await addLead(sql, broker, { score: 10 });
    await refresh(sql);
    const met = await interleave(
      sql,
      (first) => first`update public.leads set consent = false where id = ${held}`,
      (second) => queue(campaign, 10, stagedDoors(second, clock)),
    );
    expect(met).toMatchObject({ waited: false, second: { status: "fulfilled", value: { queued: 1 } } });
    expect(await queuedLeads(campaign)).toEqual([free]);
  });
});

describe("two that take at once", () => {
  it("for one campaign take its number together, and no more", async () => {
    const campaign = await campaignOf(sql, 10, 3);
    const met = await interleave(
      sql,
      (first) => queue(campaign, 2, stagedDoors(first, clock)),
      (second) => queue(campaign, 10, stagedDoors(second, clock)),
    );
    expect(met).toMatchObject({
      first: { queued: 2 },
      waited: true,
      second: { status: "fulfilled", value: { queued: 1 } },
    });
    expect(await outbox(sql)).toHaveLength(3);
  });

  it("for two campaigns of a broker never take the same person, at whichever property", async () => {
    const broker = await addBroker(sql);
    const [one, other] = [await addCampaign(sql, broker), await addCampaign(sql, broker)];
    const lead = await addLead(sql, broker, { email_hash: "jane", score: 50 });
    await refresh(sql);
    const better = await addLead(sql, broker, { email_hash: "jane", score: 90 });
    const met = await interleave(
      sql,
      (first) => queue(one, 10, stagedDoors(first, clock)),
      (second) => queue(other, 10, stagedDoors(second, clock)),
    );
    expect(met).toMatchObject({ first: { queued: 1 }, second: { value: { queued: 0 } } });
    expect(await queuedLeads(one)).toEqual([lead]);

    // Even where a person has set the lead back by hand.
    await sql`update public.leads set campaign_status = 'new' where id in (${lead}, ${better})`;
    await refresh(sql);
    expect(await queue(other)).toEqual({ queued: 0 });
    expect(await queue(one)).toEqual({ queued: 0 });
  });

  it("for two brokers don't wait for each other", async () => {
    const campaigns: number[] = [];
    for (const broker of [await addBroker(sql), await addBroker(sql)]) {
      await addLead(sql, broker, { email_hash: "jane" });
      campaigns.push(await addCampaign(sql, broker));
    }
    await refresh(sql);
    const met = await interleave(
      sql,
      (first) => queue(campaigns[0] ?? 0, 10, stagedDoors(first, clock)),
      (second) => queue(campaigns[1] ?? 0, 10, stagedDoors(second, clock)),
    );
    expect(met).toMatchObject({ waited: false, first: { queued: 1 }, second: { value: { queued: 1 } } });
  });
});
