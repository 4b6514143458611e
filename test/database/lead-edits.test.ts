import { describe, expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { asPerson, become } from "../support/database-roles.ts";
import { addBroker, addCampaign, addLead, type LeadColumns } from "../support/lead-rows.ts";

const { sql } = await testDatabase();

const broker = await addBroker(sql);
const rival = await addBroker(sql);
const campaign = await addCampaign(sql, broker, "ours");
const member = crypto.randomUUID();
await sql`insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${broker})`;

const edit = (table: string, id: string, columns: LeadColumns) =>
  asPerson(sql, member, async (transaction) => {
    const edited = await transaction`
      update ${transaction(`public.${table}`)} set ${transaction(columns)} where id = ${id} returning *`;
    return edited[0];
  });

async function leadIn(campaign_status: string, ...steps: readonly string[]): Promise<string> {
  const lead = await addLead(sql, broker, { campaign_status });
  for (const step of steps)
    await sql`select intake.record_lead_steps(${step}, ${broker}, array[${lead}::bigint])`;
  return lead;
}

describe("a member", () => {
  it.each(["new", "queued", "active", "replied", "booked"])("closes a lead that is %s", async (status) => {
    expect(await edit("leads", await leadIn(status), { campaign_status: "closed" })).toMatchObject({
      campaign_status: "closed",
    });
  });

  it.each(["new", "queued", "active", "replied", "booked", "unsubscribed", "bounced", "closed"])(
    "takes out a lead that is %s",
    async (status) => {
      const edited = await edit("leads", await leadIn(status), { campaign_status: "do_not_contact" });
      expect(edited).toMatchObject({ campaign_status: "do_not_contact" });
    },
  );

  it.each([
    { steps: [], becomes: "new" },
    { steps: ["fed"], becomes: "active" },
    { steps: ["feed_failed"], becomes: "active" },
    { steps: ["fed", "replied"], becomes: "replied" },
    { steps: ["fed", "replied", "booked"], becomes: "booked" },
    { steps: ["fed", "bounced"], becomes: "bounced" },
    { steps: ["fed", "booked", "bounced", "unsubscribed"], becomes: "unsubscribed" },
  ])("opens a lead again, which is $becomes after $steps", async ({ steps, becomes }) => {
    for (const status of ["closed", "do_not_contact"]) {
      const edited = await edit("leads", await leadIn(status, ...steps), { campaign_status: "new" });
      expect(edited).toMatchObject({ campaign_status: becomes });
    }
  });

  it.each([
    ["active", "new"],
    ["replied", "new"],
    ["unsubscribed", "new"],
    ["bounced", "new"],
    ["unsubscribed", "closed"],
    ["bounced", "closed"],
    ["new", "queued"],
    ["new", "booked"],
    ["closed", "active"],
  ])("doesn't turn %s into %s", async (from, to) => {
    expect(await sqlstate(edit("leads", await leadIn(from), { campaign_status: to }))).toBe("42501");
  });

  it.each([
    { consent: true },
    { consent_at: "2026-11-21T08:00:00Z" },
    { email_verified: true },
    { email: "jane@example.com" },
    { mak: "1000001" },
    { campaign_id: campaign },
    { added_to_campaign_at: null },
    { broker_id: rival },
    { contact_id: null },
  ])("doesn't set %o of a lead", async (columns) => {
    expect(await sqlstate(edit("leads", await leadIn("new"), columns))).toBe("42501");
  });

  it.each([{ broker_id: rival }, { destination: "webhook" }])(
    "doesn't set %o of a campaign",
    async (columns) => {
      expect(await sqlstate(edit("campaigns", campaign, columns))).toBe("42501");
    },
  );

  it.each([-1, 10_001])("doesn't set a campaign's daily limit to %i", async (daily_limit) => {
    expect(await sqlstate(edit("campaigns", campaign, { daily_limit }))).toBe("23514");
  });

  it("changes what is its to change, and when shows", async () => {
    const long = "2026-01-01T00:00:00Z";
    const lead = await leadIn("new");
    await sql`update public.leads set updated_at = ${long} where id = ${lead}`;
    await sql`update public.campaigns set updated_at = ${long} where id = ${campaign}`;
    const edits = [
      await edit("leads", lead, { full_name: "Jane Doe", tags: ["absentee"], score: 50 }),
      await edit("campaigns", campaign, { daily_limit: 10 }),
    ];
    for (const edited of edits) expect(edited?.updated_at).not.toEqual(new Date(long));
  });

  it("writes nothing to a lead whose person was erased, also not while that is being done", async () => {
    const email = "jane@example.com";
    const lead = await addLead(sql, broker, { email });
    const { second } = await interleave(
      sql,
      (transaction) => transaction`select public.erase_person(${email})`,
      async (transaction) => {
        await become(transaction, "authenticated", { sub: member });
        return transaction`update public.leads set full_name = 'Jane Doe' where id = ${lead} returning id`;
      },
    );
    expect(second).toEqual({ status: "fulfilled", value: [] });
    expect(await edit("leads", lead, { tags: [email] })).toBeUndefined();
  });

  it("finds nothing of another broker's to change", async () => {
    expect(await edit("leads", await addLead(sql, rival, {}), { score: 1 })).toBeUndefined();
    expect(
      await edit("campaigns", await addCampaign(sql, rival, "theirs"), { daily_limit: 1 }),
    ).toBeUndefined();
  });
});

describe("a member doesn't take", () => {
  const add = (table: string, columns: LeadColumns) =>
    sqlstate(
      asPerson(
        sql,
        member,
        (transaction) => transaction`
          insert into ${transaction(`public.${table}`)} ${transaction({ broker_id: broker, ...columns })} returning id`,
      ),
    );

  it("another broker's campaign for theirs, under whichever destination", async () => {
    const theirs = crypto.randomUUID();
    await addCampaign(sql, rival, theirs);
    const ours = { name: crypto.randomUUID(), external_id: theirs };
    expect(await add("campaigns", { ...ours, destination: "instantly" })).toBe("23505");
    const webhook = { ...ours, destination: "webhook", url: "https://example.com/leads" };
    expect(await add("campaigns", webhook)).toBe("23505");
    expect(await sqlstate(edit("campaigns", campaign, { external_id: theirs }))).toBe("23505");
    const again = { name: crypto.randomUUID(), external_id: "ours", destination: "instantly" };
    expect(await add("campaigns", again)).toBeUndefined();
  });

  it("the version of a common text of consent for their own", async () => {
    const [common] = await sql<{ version: string }[]>`
      select version from public.consent_texts where broker_id is null`;
    const body = "Anything goes.";
    expect(await add("consent_texts", { version: common?.version ?? "", body })).toBe("23505");
    expect(await add("consent_texts", { version: "own", body })).toBeUndefined();
  });
});

it("the pipeline isn't held to what members may do", async () => {
  const lead = await leadIn("active");
  await sql`update public.leads set campaign_status = 'new' where id = ${lead}`;
  expect(await sql`select campaign_status from public.leads where id = ${lead}`).toEqual([
    { campaign_status: "new" },
  ]);
});
