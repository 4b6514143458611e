import { beforeEach, describe, expect, it } from "vitest";
import {
  addBroker,
  addCampaign,
  addLead,
  addLeads,
  emptyCampaigns,
  type LeadFields,
  refresh,
} from "../support/campaigns.ts";
import { testDatabase } from "../support/database.ts";
import { interleave } from "../support/database-races.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);

beforeEach(async () => {
  await emptyCampaigns(sql);
});

async function contactable(): Promise<readonly number[]> {
  await refresh(sql);
  const rows = await sql<{ id: string }[]>`
    select lead_id as id from public.mv_contactable_leads order by score desc, created_at, lead_id`;
  return rows.map(({ id }) => Number(id));
}

async function addContact(fields: Readonly<Record<string, string>>): Promise<number> {
  const [row] = await sql<{ id: string }[]>`
    insert into public.contacts (email_status, provenance, first_seen_at)
    values (${fields.email_status ?? null}, ${fields.provenance ?? "{}"}::text::jsonb, now()) returning id`;
  return Number(row?.id);
}

/** Whether the rule for one live lead says the same as the view. */
async function mayBeWrittenTo(lead: number): Promise<boolean | undefined> {
  const [row] = await sql<{ may: boolean }[]>`
    select intake.may_be_written_to(l) as may from public.leads l where id = ${lead}`;
  return row?.may;
}

describe("a lead can be contacted", () => {
  it("that has consented, is verified, and was never contacted", async () => {
    const lead = await addLead(sql, await addBroker(sql));
    expect(await contactable()).toEqual([lead]);
    expect(await mayBeWrittenTo(lead)).toBe(true);
  });

  it("whose address is kept encrypted, and nothing shows it", async () => {
    const lead = await addLead(sql, await addBroker(sql), { email: null, email_encrypted: "1:MARKED" });
    expect(await contactable()).toEqual([lead]);
    expect(JSON.stringify(await sql`select * from public.mv_contactable_leads`)).not.toContain("MARKED");
  });

  it.each<[string, LeadFields]>([
    ["has not consented", { consent: false }],
    ["isn't verified", { email_verified: false }],
    [
      "is verified by telephone alone",
      { email_verified: false, phone: "+15550100001", phone_verified: true },
    ],
    ["has no address", { email: null }],
    ["was erased", { erased_at: "2027-01-02T00:00:00Z" }],
  ])("but not one that %s", async (_, fields) => {
    const lead = await addLead(sql, await addBroker(sql), fields);
    expect(await contactable()).toEqual([]);
    expect(await mayBeWrittenTo(lead)).toBe(false);
  });

  it.each(["queued", "active", "replied", "booked", "unsubscribed", "bounced", "do_not_contact", "closed"])(
    "but not one that is %s, nor anybody's other lead then, but for another broker's",
    async (status) => {
      const broker = await addBroker(sql);
      await addLead(sql, broker, { campaign_status: status, email_hash: "jane" });
      await addLead(sql, broker, { email_hash: "jane" });
      const elsewhere = await addLead(sql, await addBroker(sql), { email_hash: "jane" });
      expect(await contactable()).toEqual([elsewhere]);
    },
  );

  it.each([
    { email_status: "unsubscribed" },
    { email_status: "bounced" },
    { email_status: "active", provenance: '{"email_unsubscribed": "…"}' },
    { email_status: "active", provenance: '{"email_bounced": "…"}' },
  ])("but not one whose contact is %o", async (fields) => {
    const contact_id = await addContact(fields);
    const lead = await addLead(sql, await addBroker(sql), { contact_id });
    expect(await contactable()).toEqual([]);
    expect(await mayBeWrittenTo(lead)).toBe(false);
  });

  it("whose contact may be written to", async () => {
    const contact_id = await addContact({ email_status: "active" });
    const lead = await addLead(sql, await addBroker(sql), { contact_id });
    expect(await contactable()).toEqual([lead]);
    expect(await mayBeWrittenTo(lead)).toBe(true);
  });

  it("once per person and broker: the one with the best score, then the oldest", async () => {
    const broker = await addBroker(sql);
    await addLead(sql, broker, { email_hash: "jane", score: 10, created_at: "2027-01-01T00:00:00Z" });
    await addLead(sql, broker, { email_hash: "jane", score: 90, created_at: "2027-01-03T00:00:00Z" });
    const best = await addLead(sql, broker, {
      email_hash: "jane",
      score: 90,
      created_at: "2027-01-02T00:00:00Z",
    });
    const other = await addLead(sql, broker, { email_hash: "joe", score: 20 });
    expect(await contactable()).toEqual([best, other]);
  });
});

describe("refreshing the contactable leads", () => {
  it("fills a view that was never filled, as it is on a new project", async () => {
    const fresh = await testDatabase();
    await expect(fresh.sql`select from public.mv_contactable_leads`).rejects.toMatchObject({ code: "55000" });
    await addLeads(fresh.sql, await addBroker(fresh.sql), 3);
    expect(await sqlRpc(fresh.sql)("refresh_contactable_leads", {})).toEqual({
      refreshed: true,
      rows: 3,
      milliseconds: expect.any(Number) as number,
    });
    await fresh.sql`refresh materialized view public.mv_contactable_leads with no data`;
    expect(await refresh(fresh.sql)).toBe(3);
  });

  it("follows what has changed", async () => {
    const broker = await addBroker(sql);
    await addLeads(sql, broker, 3);
    expect(await refresh(sql)).toBe(3);
    await sql`update public.leads set score = 100, campaign_status = case when score = 1 then 'queued' else 'new' end::public.campaign_status`;
    expect(await contactable()).toHaveLength(2);
    expect(await sql`select distinct score from public.mv_contactable_leads`).toEqual([{ score: 100 }]);
  });

  it("makes nobody wait who reads, before it commits", async () => {
    await addLeads(sql, await addBroker(sql), 3);
    await refresh(sql);
    await sql`delete from public.leads where true`;
    const met = await interleave(
      sql,
      async (first) => {
        await first`select public.refresh_contactable_leads()`;
      },
      (second) => second<{ rows: number }[]>`select count(*)::int as rows from public.mv_contactable_leads`,
    );
    expect(met).toMatchObject({ waited: false, second: { status: "fulfilled", value: [{ rows: 3 }] } });
  });

  it("is done once at a time: who comes second is told so, and doesn't wait", async () => {
    await refresh(sql);
    const met = await interleave(
      sql,
      (first) => first`select public.refresh_contactable_leads()`,
      (second) => second<{ answer: unknown }[]>`select public.refresh_contactable_leads() as answer`,
    );
    expect(met).toMatchObject({
      waited: false,
      second: { status: "fulfilled", value: [{ answer: { refreshed: false, rows: null } }] },
    });
  });

  it("has a timeout of its own, because that of the Data API doesn't do for a million leads", async () => {
    const [row] = await sql`
      select proconfig @> '{statement_timeout=120s}' as own from pg_proc
      where oid = 'public.refresh_contactable_leads()'::regprocedure`;
    expect(row).toEqual({ own: true });
  });

  it("can be asked of the door, which reads nothing aloud", async () => {
    await addLeads(sql, await addBroker(sql), 2);
    expect(await rpc("refresh_contactable_leads", {})).toMatchObject({ refreshed: true, rows: 2 });
  });
});

describe("a campaign that has ended", () => {
  it("gives back the leads that were never tried, to be taken by another", async () => {
    const broker = await addBroker(sql);
    const ended = await addCampaign(sql, broker, { status: "ended" });
    const running = await addCampaign(sql, broker);
    const untried = await addLead(sql, broker, { campaign_status: "queued" });
    const tried = await addLead(sql, broker, { campaign_status: "queued" });
    const unsubscribed = await addLead(sql, broker, { campaign_status: "unsubscribed" });
    const elsewhere = await addLead(sql, broker, { campaign_status: "queued" });
    await sql`
      insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, person, attempts, queued_at, next_attempt_at)
      select c, ${broker}, l.id, l.email_hash, a, now(), now()
      from (values (${ended}::bigint, ${untried}::bigint, 0), (${ended}, ${tried}, 1), (${ended}, ${unsubscribed}, 0), (${running}, ${elsewhere}, 0))
        as o (c, l, a)
      join public.leads l on l.id = o.l`;
    expect(await rpc("release_ended_campaigns", {})).toEqual({ released: 1 });
    expect(await contactable()).toEqual([untried]);
    expect(await sql`select lead_id::int as lead from intake.campaign_outbox order by 1`).toEqual([
      { lead: tried },
      { lead: elsewhere },
    ]);
  });
});
