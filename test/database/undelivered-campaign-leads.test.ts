import { beforeEach, describe, expect, it } from "vitest";
import { leadStatuses, outbox, stages, thursday, usedPlaces } from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { campaignWith, claim, settle } from "../support/deliveries.ts";
import { stagedCampaigns } from "../support/staged-campaigns.ts";

const { sql } = await testDatabase();
const { clock, rpc, later, startOver } = stagedCampaigns(sql);
const tool = async () => {
  const [row] = await sql<
    { failures: number; error: string | null; minutes: number | null }[]
  >`select failures, last_error as error,
      (extract(epoch from resume_at - ${clock.now.toISOString()}::timestamptz) / 60)::float as minutes
    from intake.campaign_tools`;
  return row;
};
const toFeed = async () => {
  const campaigns = await rpc("campaigns_to_feed", {});
  return Array.isArray(campaigns) ? campaigns.length : null;
};

beforeEach(startOver);

describe("a lead that the tool has not taken, as far as anybody knows", () => {
  it("is tried again after growing pauses, and given up after the last attempt with a line in the audit trail", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    for (let attempt = 1; attempt <= 16; attempt++) {
      const leads = await claim(rpc, campaign);
      expect(leads).toMatchObject([{ attempt }]);
      await settle(rpc, campaign, leads, "unknown", { code: "HTTP_503" });
      const [row] = await sql<{ minutes: number }[]>`
        select (extract(epoch from next_attempt_at - ${clock.now.toISOString()}::timestamptz) / 60)::float as minutes
        from intake.campaign_outbox`;
      const most = Math.min(2 ** attempt, 360);
      expect(row?.minutes).toBeGreaterThanOrEqual(most / 2);
      expect(row?.minutes).toBeLessThanOrEqual(most);
      await sql`update intake.campaign_outbox set next_attempt_at = '2027-01-14Z'`;
      await sql`update intake.campaign_tools set resume_at = null`;
    }
    expect(await claim(rpc, campaign)).toEqual([]);
    expect(await outbox(sql)).toMatchObject([{ status: "dead", reason: "HTTP_503", attempts: 16 }]);
    expect(await sql`select dead_at is not null as dated from public.v_campaign_outbox`).toEqual([
      { dated: true },
    ]);
    expect(await leadStatuses(sql)).toEqual(["queued"]);
    expect(await stages(sql)).toEqual(["queued", "feed_failed"]);
    expect(await usedPlaces(sql), "the tool may have it").toEqual([["2027-01-14", 1]]);
  });

  it("is given up when every attempt ended without a word", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    await sql`update intake.campaign_outbox set attempts = 16`;
    expect(await claim(rpc, campaign)).toEqual([]);
    expect(await outbox(sql)).toMatchObject([{ status: "dead", reason: "ABANDONED" }]);
    expect(await stages(sql)).toEqual(["queued", "feed_failed"]);
  });

  it("gives its place back when the tool surely hasn't got it", async () => {
    const campaign = await campaignWith(sql, rpc, 3);
    const leads = await claim(rpc, campaign);
    await settle(rpc, campaign, leads.slice(0, 1), "later", { code: "HTTP_429" });
    await settle(rpc, campaign, leads.slice(1, 2), "refused", { code: "HTTP_422" });
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 1]]);
    await settle(rpc, campaign, leads.slice(2), "unknown", { code: "TIMEOUT" });
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 1]]);
    expect((await outbox(sql)).map(({ day }) => day)).toEqual([null, null, "2027-01-14"]);
  });

  it.each([["later"], ["refused"]])(
    "keeps its place when an earlier attempt of the day may have reached the tool, and the last one is %s",
    async (result) => {
      const campaign = await campaignWith(sql, rpc, 2);
      const [told, silent] = await claim(rpc, campaign);
      if (!told || !silent) throw new Error("two leads were to be claimed");
      await settle(rpc, campaign, [told], "unknown", { code: "TIMEOUT" });
      later(10);
      const again = await claim(rpc, campaign);
      expect(again).toHaveLength(2);
      await settle(rpc, campaign, again, result, { code: "HTTP_429" });
      expect(await usedPlaces(sql)).toEqual([["2027-01-14", 2]]);
    },
  );

  it("that wasn't even tried is as if it had not been claimed", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const before = await outbox(sql);
    await settle(rpc, campaign, await claim(rpc, campaign), "unsent");
    expect(await outbox(sql)).toEqual(before);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 0]]);
    expect(await claim(rpc, campaign)).toMatchObject([{ attempt: 1 }]);
  });

  it("makes room for another when it is refused", async () => {
    const campaign = await campaignWith(sql, rpc, 3, 2);
    await settle(rpc, campaign, await claim(rpc, campaign, 1), "refused", { code: "HTTP_422" });
    expect(await rpc("queue_campaign_leads", { campaign, batch: 10 })).toEqual({ queued: 1 });
    expect(await outbox(sql)).toMatchObject([{ status: "dead", reason: "HTTP_422" }, {}, {}]);
  });

  it("is settled by its last attempt alone", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const first = await claim(rpc, campaign);
    later(10);
    const second = await claim(rpc, campaign);
    await settle(rpc, campaign, first, "refused", { code: "HTTP_422" });
    expect(await outbox(sql)).toMatchObject([{ status: "waiting", in_flight: true, attempts: 2 }]);
    await settle(rpc, campaign, second, "later", { code: "HTTP_429" });
    await settle(rpc, campaign, second, "refused", { code: "HTTP_422" });
    expect(await outbox(sql)).toMatchObject([{ status: "waiting", in_flight: false, attempts: 2 }]);
  });

  it("is tried again by hand once what was wrong is mended, with the key that the tool may know", async () => {
    const campaign = await campaignWith(sql, rpc, 2);
    const [lead, forgotten] = await claim(rpc, campaign);
    if (!lead || !forgotten) throw new Error("two leads were to be claimed");
    await settle(rpc, campaign, [lead, forgotten], "refused", { code: "HTTP_422" });
    await sql`
      update public.leads set erased_at = now()
      where id = (select lead_id from intake.campaign_outbox where key = ${forgotten.key})`;
    expect(await sql`select intake.revive_campaign_leads(${campaign})::int as revived`).toEqual([
      { revived: 1 },
    ]);
    await sql`update intake.campaign_tools set resume_at = null`;
    await sql`update intake.campaign_outbox set next_attempt_at = ${thursday} where status = 'waiting'`;
    expect(await claim(rpc, campaign)).toMatchObject([{ key: lead.key }]);
  });
});

describe("a tool that isn't well", () => {
  it("is left alone for growing pauses, and is well again when it takes a lead", async () => {
    const campaign = await campaignWith(sql, rpc, 3);
    for (let failures = 1; failures <= 5; failures++) {
      await settle(rpc, campaign, await claim(rpc, campaign, 1), "unknown", { code: "HTTP_500" });
      const found = await tool();
      expect(found).toMatchObject({ failures, error: "HTTP_500" });
      expect(found?.minutes).toBeGreaterThanOrEqual(2 ** failures / 2);
      expect(found?.minutes).toBeLessThanOrEqual(2 ** failures);
      expect(await toFeed()).toBe(0);
      expect(await claim(rpc, campaign)).toEqual([]);
      later(2 ** failures);
      expect(await toFeed()).toBe(1);
    }
    await settle(rpc, campaign, await claim(rpc, campaign, 1), "taken");
    expect(await tool()).toMatchObject({ failures: 0, minutes: null });
  });

  it("isn't taken for unwell for what it doesn't want beside what it takes", async () => {
    const campaign = await campaignWith(sql, rpc, 2);
    const [good, bad] = await claim(rpc, campaign);
    if (!good || !bad) throw new Error("two leads were to be claimed");
    await rpc("settle_campaign_leads", {
      campaign,
      outcomes: [
        { ...good, result: "taken", code: null },
        { ...bad, result: "refused", code: "HTTP_422" },
      ],
      pause_seconds: null,
      gone: false,
    });
    expect(await toFeed()).toBe(1);
  });

  it("is left alone for as long as it asks, at most a day", async () => {
    const campaign = await campaignWith(sql, rpc, 2);
    const [one] = await claim(rpc, campaign, 1);
    if (!one) throw new Error("a lead was to be claimed");
    await settle(rpc, campaign, [one], "later", { code: "HTTP_429", pause: 3600 });
    expect((await tool())?.minutes).toBe(60);
    later(59);
    expect(await claim(rpc, campaign)).toEqual([]);
    later(2);
    await settle(rpc, campaign, await claim(rpc, campaign, 1), "later", { code: "HTTP_429", pause: 1e9 });
    expect((await tool())?.minutes).toBe(24 * 60);
  });

  it("holds up no other campaign", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    await campaignWith(sql, rpc, 1);
    await settle(rpc, campaign, await claim(rpc, campaign), "unknown", { code: "HTTP_500" });
    expect(await toFeed()).toBe(1);
  });

  it("pauses the campaign when it wants nothing more of it, and what waits goes out when a person resumes it", async () => {
    const campaign = await campaignWith(sql, rpc, 2);
    await settle(rpc, campaign, await claim(rpc, campaign, 1), "later", { code: "HTTP_410", gone: true });
    expect(await sql`select status from public.campaigns`).toEqual([{ status: "paused" }]);
    expect(await tool()).toMatchObject({ error: "HTTP_410" });
    later(60);
    expect(await claim(rpc, campaign)).toEqual([]);
    await sql`update public.campaigns set status = 'active'`;
    expect(await claim(rpc, campaign)).toHaveLength(2);
  });
});
