import fc from "fast-check";
import { expect, it } from "vitest";
import { addBroker, addCampaign, addLeads, refresh } from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { type Claimed, claim, settle } from "../support/deliveries.ts";
import { stagedCampaigns } from "../support/staged-campaigns.ts";

const { sql } = await testDatabase();
const { clock, rpc, later, startOver } = stagedCampaigns(sql);

const which = fc.nat({ max: 1 });
/** What can happen to two campaigns of a broker, one thing after the other. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("queue" as const),
      which,
      batch: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      which,
      batch: fc.integer({ min: 1, max: 5 }),
      // Of each lead: whether the tool takes it, and what is heard of it; nothing, where the run dies.
      fates: fc.array(
        fc.constantFrom<readonly [boolean, string | null]>(
          [true, "taken"],
          [true, "unknown"],
          [true, null],
          [false, "unknown"],
          [false, null],
          [false, "later"],
          [false, "refused"],
          [false, "unsent"],
        ),
        { minLength: 5, maxLength: 5 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("limit" as const),
      which,
      limit: fc.integer({ min: 0, max: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      minutes: fc.constantFrom(1, 6, 6, 6, 90, 600, 1440),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      which,
      status: fc.constantFrom("active", "paused"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), nth: fc.nat({ max: 11 }) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

/** The tool's own account: which leads it took, for which campaign, on which day. It takes a key once. */
class Tool {
  readonly #taken = new Map<string, readonly [number, string]>();

  take(campaign: number, { key }: Claimed): void {
    if (!this.#taken.has(key)) this.#taken.set(key, [campaign, today()]);
  }

  takenToday(campaign: number): number {
    return [...this.#taken.values()].filter(([of, day]) => of === campaign && day === today()).length;
  }

  get keys(): readonly string[] {
    return [...this.#taken.keys()];
  }
}

const today = () => clock.now.toLocaleDateString("en-CA", { timeZone: "America/Los_Angeles" });

/** A campaign's number, and the places of today that are used. */
async function account(campaign: number): Promise<{ readonly limit: number; readonly used: number }> {
  const [row] = await sql<{ limit: number; used: number }[]>`
    select c.daily_limit as limit, coalesce(d.used, 0) as used
    from public.campaigns c
    left join intake.campaign_days d on d.campaign_id = c.id and d.day = ${today()}::date
    where c.id = ${campaign}`;
  if (!row) throw new Error("there is no such campaign");
  return row;
}

async function happen(what: Happening, campaigns: readonly number[], tool: Tool): Promise<void> {
  const campaign = "which" in what ? (campaigns[what.which] ?? 0) : 0;
  switch (what.kind) {
    case "queue":
      await rpc("queue_campaign_leads", { campaign, batch: what.batch });
      return;
    case "send": {
      const before = await account(campaign);
      const leads = await claim(rpc, campaign, what.batch);
      for (const [index, lead] of leads.entries()) {
        const [takes, heard] = what.fates[index] ?? [false, null];
        if (takes) tool.take(campaign, lead);
        if (heard !== null)
          await settle(rpc, campaign, [lead], heard, {
            code: heard === "taken" || heard === "unsent" ? null : "CODE",
          });
      }
      const after = await account(campaign);
      // What had a place may be tried again though the number was lowered since: the tool may have it.
      expect(after.used).toBeLessThanOrEqual(Math.max(before.used, after.limit));
      expect(tool.takenToday(campaign)).toBeLessThanOrEqual(after.used);
      return;
    }
    case "limit":
      await sql`update public.campaigns set daily_limit = ${what.limit} where id = ${campaign}`;
      return;
    case "status":
      await sql`update public.campaigns set status = ${what.status} where id = ${campaign}`;
      return;
    case "pass":
      later(what.minutes);
      // How long an unwell tool is left alone is of no matter here.
      await sql`update intake.campaign_tools set resume_at = null where true`;
      return;
    case "withdraw":
      await sql`
        update public.leads set consent = false
        where id = (select id from public.leads order by id offset ${what.nth} limit 1)`;
  }
}

/** What must be so after everything that happens. */
async function expectBooksToBalance(tool: Tool): Promise<void> {
  const unaccounted = await sql`
    select d.campaign_id, d.day, d.used, count(o.id)::int as places
    from intake.campaign_days d
    left join intake.campaign_outbox o on o.campaign_id = d.campaign_id and o.day = d.day
    group by d.campaign_id, d.day
    having case when d.day = ${today()}::date then d.used <> count(o.id) else d.used < count(o.id) end`;
  expect(unaccounted).toEqual([]);
  const contradictory = await sql`
    select o.status, l.campaign_status from intake.campaign_outbox o join public.leads l on l.id = o.lead_id
    where case o.status when 'fed' then l.campaign_status <> 'active' else l.campaign_status <> 'queued' end`;
  expect(contradictory).toEqual([]);
  const forgotten = await sql`
    select l.id from public.leads l where l.campaign_status <> 'new'
    and not exists (select from intake.campaign_outbox o where o.lead_id = l.id)`;
  expect(forgotten).toEqual([]);
  const known = await sql<{ key: string }[]>`select key from intake.campaign_outbox`;
  const keys = new Set(known.map(({ key }) => key));
  expect(
    tool.keys.filter((key) => !keys.has(key)),
    "whom the tool has isn't forgotten",
  ).toEqual([]);
}

it(
  "a day's number is kept and nobody is taken twice, whatever happens in whatever order",
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 20, maxLength: 50 }), async (happenings) => {
        await startOver();
        const broker = await addBroker(sql);
        const campaigns = [
          await addCampaign(sql, broker, { limit: 4 }),
          await addCampaign(sql, broker, { limit: 3 }),
        ];
        await addLeads(sql, broker, 12);
        await refresh(sql);
        const tool = new Tool();
        for (const what of happenings) {
          await happen(what, campaigns, tool);
          await expectBooksToBalance(tool);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
);
