import { beforeEach, describe, expect, it } from "vitest";
import { addBroker, addCampaign, addLeads, emptyCampaigns, refresh } from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { stagedDoors } from "../support/staged-doors.ts";

const { sql } = await testDatabase();

beforeEach(async () => {
  await emptyCampaigns(sql);
});

async function day(at: string, broker: number): Promise<string | null | undefined> {
  const [row] = await sql<{ day: string | null }[]>`select intake.feeding_day(${broker}, ${at})::text as day`;
  return row?.day;
}

describe("a day on which leads enter campaigns", () => {
  it.each([
    ["Friday 23:30, which is Saturday in UTC", "America/Los_Angeles", "2027-01-16T07:30:00Z", "2027-01-15"],
    ["Saturday's first moment", "America/Los_Angeles", "2027-01-16T08:00:00Z", null],
    ["Sunday's last second, which is Monday in UTC", "America/Los_Angeles", "2027-01-18T07:59:59Z", null],
    ["Monday's first moment", "America/Los_Angeles", "2027-01-18T08:00:00Z", "2027-01-18"],
    [
      "Friday's first moment, which is Thursday in UTC",
      "Pacific/Auckland",
      "2027-01-14T11:00:00Z",
      "2027-01-15",
    ],
    ["Saturday's first moment, which is Friday in UTC", "Pacific/Auckland", "2027-01-15T11:00:00Z", null],
    ["Monday's first moment, three quarters past", "Asia/Kathmandu", "2027-01-17T18:15:00Z", "2027-01-18"],
    ["the Friday before clocks go forward", "America/Los_Angeles", "2027-03-13T07:59:59Z", "2027-03-12"],
    ["the Sunday on which they do, an hour short", "America/Los_Angeles", "2027-03-15T06:59:59Z", null],
    ["the Monday after", "America/Los_Angeles", "2027-03-15T07:00:00Z", "2027-03-15"],
    ["the Sunday on which they go back, an hour long", "America/Los_Angeles", "2027-11-08T07:59:59Z", null],
    ["the Monday after that", "America/Los_Angeles", "2027-11-08T08:00:00Z", "2027-11-08"],
  ])("as %s, in %s at %s, is %s", async (_, zone, at, expected) => {
    expect(await day(at, await addBroker(sql, zone))).toBe(expected);
  });

  it("is no holiday, the broker's own or everybody's", async () => {
    const broker = await addBroker(sql);
    const other = await addBroker(sql);
    await sql`insert into public.holidays (broker_id, day) values (${broker}, '2027-01-14'), (null, '2027-01-18')`;
    expect(await day("2027-01-14T20:00:00Z", broker)).toBeNull();
    expect(await day("2027-01-15T07:59:00Z", broker), "still the 14th in Los Angeles").toBeNull();
    expect(await day("2027-01-14T20:00:00Z", other)).toBe("2027-01-14");
    expect(await day("2027-01-18T20:00:00Z", broker)).toBeNull();
    expect(await day("2027-01-18T20:00:00Z", other)).toBeNull();
  });
});

describe("a broker whose campaigns take leads on other days", () => {
  it("takes them on those, and not from Monday to Friday", async () => {
    const broker = await addBroker(sql);
    await sql`update public.brokers set campaign_weekdays = '{6,7}' where id = ${broker}`;
    expect(await day("2027-01-16T20:00:00Z", broker)).toBe("2027-01-16");
    expect(await day("2027-01-15T20:00:00Z", broker)).toBeNull();
  });

  it.each(["{}", "{0}", "{1,8}", "{NULL}"])("can't be set to %s", async (weekdays) => {
    const broker = await addBroker(sql);
    const setting = sql`update public.brokers set campaign_weekdays = ${weekdays} where id = ${broker}`;
    await expect(setting).rejects.toMatchObject({ code: "23514" });
  });
});

describe("on any other day", () => {
  it.each([
    ["a Saturday", "2027-01-16T20:00:00Z"],
    ["a holiday", "2027-01-18T20:00:00Z"],
  ])("as on %s, none is taken, and none that waits is sent", async (_, at) => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, { limit: 5 });
    await sql`insert into public.holidays (day) values ('2027-01-18')`;
    await addLeads(sql, broker, 10);
    await refresh(sql);
    const clock = { now: new Date("2027-01-15T20:00:00Z") };
    const rpc = stagedDoors(sql, clock);
    expect(await rpc("queue_campaign_leads", { campaign, batch: 3 })).toEqual({ queued: 3 });

    clock.now = new Date(at);
    expect(await rpc("campaigns_to_feed", {})).toEqual([]);
    expect(await rpc("queue_campaign_leads", { campaign, batch: 3 })).toEqual({ queued: 0 });
    expect(await rpc("claim_campaign_leads", { campaign, batch: 3 })).toEqual([]);
  });
});
