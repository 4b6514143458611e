import { beforeEach, describe, expect, it } from "vitest";
import {
  addBroker,
  addCampaign,
  addLead,
  hoursAfter,
  leadStatuses,
  outbox,
  refresh,
  stages,
  thursday,
  usedPlaces,
} from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { interleave } from "../support/database-races.ts";
import { campaignWith, claim, settle } from "../support/deliveries.ts";
import { columnsHolding, mark } from "../support/marks.ts";
import { stagedCampaigns } from "../support/staged-campaigns.ts";
import { stagedDoors } from "../support/staged-doors.ts";

const { sql } = await testDatabase();
const { clock, rpc, later, startOver } = stagedCampaigns(sql);

beforeEach(startOver);

describe("claiming leads to deliver", () => {
  it("gives each to one, with all that a tool may be told, and uses a place of the day for it", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, { limit: 3 });
    const lead = await addLead(sql, broker, {
      email: "jane@example.com",
      full_name: "Jane Doe",
      street: "1 MAIN ST",
    });
    await refresh(sql);
    await rpc("queue_campaign_leads", { campaign, batch: 10 });
    expect(await claim(rpc, campaign)).toEqual([
      {
        lead,
        key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        attempt: 1,
        email: "jane@example.com",
        phone: null,
        full_name: "Jane Doe",
        given_name: "Jane",
        family_name: null,
        street: "1 MAIN ST",
        unit: null,
        city: null,
        state: null,
        postal_code: null,
      },
    ]);
    expect(await claim(rpc, campaign)).toEqual([]);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 1]]);
  });

  it("deciphers an address that is kept encrypted, and keeps it nowhere", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker);
    const email = `${mark("email")}@example.com`;
    const [row] = await sql<{ encrypted: string }[]>`select public.encrypt_email(${email}) as encrypted`;
    await addLead(sql, broker, { email: null, email_encrypted: row?.encrypted ?? null });
    await refresh(sql);
    await rpc("queue_campaign_leads", { campaign, batch: 10 });
    const leads = await claim(rpc, campaign);
    expect(leads).toMatchObject([{ email }]);
    await settle(rpc, campaign, leads, "taken");
    expect(await columnsHolding(sql, email)).toEqual([]);
  });

  it("says that there is no address where it can't be deciphered", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker);
    await addLead(sql, broker, { email: null, email_encrypted: "no-such-key:AAAA" });
    await refresh(sql);
    await rpc("queue_campaign_leads", { campaign, batch: 10 });
    expect(await claim(rpc, campaign)).toMatchObject([{ email: null }]);
  });

  it("gives two who ask at the same time different leads, within the day's number", async () => {
    const campaign = await campaignWith(sql, rpc, 5);
    await sql`update public.campaigns set daily_limit = 3`;
    const met = await interleave(
      sql,
      (first) => claim(stagedDoors(first, clock), campaign, 2),
      (second) => claim(stagedDoors(second, clock), campaign, 10),
    );
    if (met.second.status === "rejected") throw met.second.reason;
    const keys = [...met.first, ...met.second.value].map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 3]]);
  });

  it("gives a lead to somebody else when nothing was heard of it, and uses no second place that day", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const [first] = await claim(rpc, campaign);
    later(4);
    expect(await claim(rpc, campaign)).toEqual([]);
    later(2);
    expect(await claim(rpc, campaign)).toMatchObject([{ key: first?.key, attempt: 2 }]);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 1]]);
  });

  it("uses a place of the day on which it is sent, for what was left over", async () => {
    const campaign = await campaignWith(sql, rpc, 2, 2);
    await settle(rpc, campaign, await claim(rpc, campaign), "unknown", { code: "TIMEOUT" });
    clock.now = hoursAfter(thursday, 24);
    expect(await rpc("queue_campaign_leads", { campaign, batch: 10 })).toEqual({ queued: 0 });
    expect(await claim(rpc, campaign)).toHaveLength(2);
    expect(await usedPlaces(sql)).toEqual([
      ["2027-01-14", 2],
      ["2027-01-15", 2],
    ]);
  });

  it("gives none in the day's last five minutes, because it might be sent on the next", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    clock.now = new Date("2027-01-15T07:55:30Z");
    expect(await claim(rpc, campaign)).toEqual([]);
    clock.now = new Date("2027-01-15T07:54:30Z");
    expect(await claim(rpc, campaign)).toHaveLength(1);
  });

  it.each(["paused", "ended"])("gives none of a campaign that is %s", async (status) => {
    const campaign = await campaignWith(sql, rpc, 1);
    await sql`update public.campaigns set status = ${status}`;
    expect(await rpc("campaigns_to_feed", {})).toEqual([]);
    expect(await claim(rpc, campaign)).toEqual([]);
  });

  it.each([
    [
      "has unsubscribed",
      sql`update public.leads set campaign_status = 'unsubscribed' where true`,
      "unsubscribed",
    ],
    ["has withdrawn consent", sql`update public.leads set consent = false where true`, "new"],
    ["has another address", sql`update public.leads set email_hash = 'another' where true`, "new"],
    ["was set back by hand", sql`update public.leads set campaign_status = 'new' where true`, "new"],
  ])("undoes what was queued of a lead that %s", async (_, change, status) => {
    const campaign = await campaignWith(sql, rpc, 1);
    await change;
    expect(await claim(rpc, campaign)).toEqual([]);
    expect(await outbox(sql)).toEqual([]);
    expect(await leadStatuses(sql)).toEqual([status]);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 0]]);
  });

  it("sends no more of a lead that may be in the campaign, once it mustn't be written to", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    await settle(rpc, campaign, await claim(rpc, campaign), "unknown", { code: "TIMEOUT" });
    await sql`update public.leads set consent = false where true`;
    later(60);
    expect(await claim(rpc, campaign)).toEqual([]);
    expect(await outbox(sql)).toMatchObject([{ status: "dead", reason: "NOT_CONTACTABLE" }]);
  });

  it("forgets who asked to be forgotten: what was never sent is gone, and the rest doesn't say who it was", async () => {
    const campaign = await campaignWith(sql, rpc, 2);
    const [tried] = await claim(rpc, campaign, 1);
    if (tried) await settle(rpc, campaign, [tried], "unknown", { code: "TIMEOUT" });
    await sql`update public.leads set erased_at = now() where true`;
    expect(await sql`select person, status, reason from intake.campaign_outbox`).toEqual([
      { person: null, status: "dead", reason: "ERASED" },
    ]);
  });
});

describe("a lead that the tool has taken", () => {
  it("is in the campaign from then on, and only then", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const claimed = await claim(rpc, campaign);
    const lead = async () => {
      const [row] = await sql`
        select campaign_status as status, campaign_id::int as campaign, added_to_campaign_at is not null as added
        from public.leads`;
      return row;
    };
    expect(await lead()).toEqual({ status: "queued", campaign: null, added: false });
    later(1);
    expect(await settle(rpc, campaign, claimed, "taken")).toEqual({ fed: 1, waiting: 0, dead: 0 });
    expect(await lead()).toEqual({ status: "active", campaign, added: true });
    expect(await stages(sql)).toEqual(["queued", "fed"]);
  });

  it("is fed once, however often that is told", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const claimed = await claim(rpc, campaign);
    await settle(rpc, campaign, claimed, "taken");
    expect(await settle(rpc, campaign, claimed, "taken")).toEqual({ fed: 1, waiting: 0, dead: 0 });
    expect(await settle(rpc, campaign, claimed, "refused", { code: "HTTP_422" })).toMatchObject({ fed: 1 });
    expect(await stages(sql)).toEqual(["queued", "fed"]);
    expect(await usedPlaces(sql)).toEqual([["2027-01-14", 1]]);
  });

  it.each(["replied", "booked", "unsubscribed", "bounced", "do_not_contact", "closed"])(
    "and is %s meanwhile, stays that",
    async (status) => {
      const campaign = await campaignWith(sql, rpc, 1);
      const claimed = await claim(rpc, campaign);
      await sql`update public.leads set campaign_status = ${status} where true`;
      await settle(rpc, campaign, claimed, "taken");
      expect(await leadStatuses(sql)).toEqual([status]);
      expect(await sql`select campaign_id::int as campaign from public.leads`).toEqual([{ campaign }]);
    },
  );

  it("is fed even when the attempt was given up for lost, or another is under way", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const first = await claim(rpc, campaign);
    later(10);
    const second = await claim(rpc, campaign);
    await settle(rpc, campaign, first, "taken");
    expect(await outbox(sql)).toMatchObject([{ status: "fed" }]);
    expect(await settle(rpc, campaign, second, "refused", { code: "HTTP_400" })).toMatchObject({ fed: 1 });
  });

  it("is of this campaign alone: nothing is settled in another's name", async () => {
    const campaign = await campaignWith(sql, rpc, 1);
    const other = await campaignWith(sql, rpc, 1);
    expect(await settle(rpc, other, await claim(rpc, campaign), "taken")).toEqual({
      fed: 0,
      waiting: 0,
      dead: 0,
    });
    expect(await outbox(sql)).toMatchObject([{ status: "waiting" }, { status: "waiting" }]);
  });
});
