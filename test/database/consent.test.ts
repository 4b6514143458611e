import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { deliver } from "../support/door.ts";
import { addBroker, addCampaign, addLead, stepsOf } from "../support/lead-rows.ts";
import { sqlRpc } from "../support/sql-rpc.ts";
import { type StatedLead, uploadLeads } from "../support/staged-leads.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const moving = await addBroker(sql, "moving");

let people = 0;
const somebody = () => `person-${people++}@example.com`;

type Link = { readonly purpose: string; readonly lead: string; readonly nonce_hash: string };

async function issue(purpose: string, lead: string, fields = {}): Promise<Link> {
  const nonce_hash = createHash("sha256").update(crypto.randomUUID()).digest("hex");
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const links = JSON.stringify([{ lead, nonce_hash, expires_at, ...fields }]);
  await sql`select public.issue_consent_links(${purpose}, ${links}::text::jsonb)`;
  return { purpose, lead, nonce_hash };
}

async function show({ purpose, lead, nonce_hash }: Link): Promise<unknown> {
  const [row] = await sql`select public.show_consent_link(${purpose}, ${lead}, ${nonce_hash}) as link`;
  return row?.link;
}

async function redeem(
  { purpose, lead, nonce_hash }: Link,
  connection: typeof sql | Parameters<Parameters<typeof interleave>[1]>[0] = sql,
) {
  const [row] = await connection<{ done: { status: string } | null }[]>`
    select public.redeem_consent_token(${purpose}, ${lead}, ${nonce_hash}, '203.0.113.7') as done`;
  return row?.done?.status ?? null;
}

const read = async (lead: string) => {
  const [row] = await sql`
    select consent, consent_at is not null as dated, consent_source, consent_text_version, host(consent_address) as address,
      campaign_status as status
    from public.leads where id = ${lead}`;
  return row;
};

describe("a link to agree", () => {
  it("shows the newest text of the broker's own, or else the newest common one, and keeps to it", async () => {
    const broker = await addBroker(sql, "acme");
    const lead = await addLead(sql, broker, { email: somebody() });
    const common = await issue("consent", lead);
    await sql`insert into public.consent_texts (broker_id, version, body) values (${broker}, 'own', '{broker} asks.')`;
    const own = await issue("consent", lead);
    expect(await show(own)).toEqual({ broker: "acme", text: { version: "own", body: "acme asks." } });
    expect(await show(common)).toMatchObject({ text: { version: "2026-11" } });
    expect(await redeem(common)).toBe("consented");
    expect(await read(lead)).toEqual({
      consent: true,
      dated: true,
      consent_source: "link",
      consent_text_version: "2026-11",
      address: "203.0.113.7",
      status: "new",
    });
    expect(await stepsOf(sql, lead)).toEqual(["consented"]);
  });

  it("is redeemed once", async () => {
    const lead = await addLead(sql, await addBroker(sql), {});
    const link = await issue("consent", lead);
    expect([await redeem(link), await redeem(link)]).toEqual(["consented", null]);
    expect(await show(link)).toBeNull();
    expect(await stepsOf(sql, lead)).toEqual(["consented"]);
  });

  it("is no second step of a lead that had agreed before", async () => {
    const lead = await addLead(sql, await addBroker(sql), {
      consent: true,
      consent_at: "2026-05-01T10:00:00Z",
    });
    await sql`select intake.record_lead_steps('consented', broker_id, array[id]) from public.leads where id = ${lead}`;
    expect(await redeem(await issue("consent", lead))).toBe("consented");
    expect(await read(lead)).toMatchObject({ consent_source: "link" });
    expect(await stepsOf(sql, lead)).toEqual(["consented"]);
  });

  it("is redeemed once by two at the same time", async () => {
    const lead = await addLead(sql, await addBroker(sql), {});
    const link = await issue("consent", lead);
    const { first, second, waited } = await interleave(
      sql,
      (transaction) => redeem(link, transaction),
      (transaction) => redeem(link, transaction),
    );
    expect({ first, second, waited }).toEqual({
      first: "consented",
      second: { status: "fulfilled", value: null },
      waited: true,
    });
  });

  it("is nothing for another lead, for another purpose, when it has expired, or when the lead was erased", async () => {
    const broker = await addBroker(sql);
    const [lead, other, erased] = [
      await addLead(sql, broker, {}),
      await addLead(sql, broker, {}),
      await addLead(sql, broker, {}),
    ];
    const link = await issue("consent", lead);
    const expired = await issue("consent", lead);
    await sql`
      update intake.consent_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
      where nonce_hash = ${expired.nonce_hash}`;
    const forgotten = await issue("consent", erased);
    await sql`update public.leads set erased_at = now() where id = ${erased}`;
    for (const none of [{ ...link, lead: other }, { ...link, purpose: "unsubscribe" }, expired, forgotten]) {
      expect([await show(none), await redeem(none)]).toEqual([null, null]);
    }
    expect(await redeem(link)).toBe("consented");
  });

  it("is made for nobody who isn't there, nor for long", async () => {
    const [row] = await sql`
      select public.issue_consent_links('consent', ${JSON.stringify([
        { lead: 1e9, nonce_hash: "0".repeat(64), expires_at: new Date().toISOString() },
      ])}::text::jsonb) as issued`;
    expect(row).toEqual({ issued: [] });
    const lead = await addLead(sql, await addBroker(sql), {});
    expect(await sqlstate(issue("consent", lead, { expires_at: "2200-01-01T00:00:00Z" }))).toBe("23514");
  });
});

// Who asks for both at the same time gets both: neither fails because the other one holds what it needs.
it.each(["consent", "unsubscribe"])(
  "a link to %s and an erasure that meet wait for each other",
  async (purpose) => {
    const email = somebody();
    const lead = await addLead(sql, await addBroker(sql), { email });
    const link = await issue(purpose, lead);
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`select from public.leads where id = ${lead} for no key update`;
    const erased = sql`select public.erase_person(${email}) -> 'counts' ->> 'leads' as leads`.execute();
    await untilWaiting(1);
    const redeemed = redeem(link);
    await untilWaiting(2);
    await holder`commit`;
    holder.release();
    expect(await erased).toEqual([{ leads: "1" }]);
    expect(await redeemed).toBeNull();
    expect(await read(lead)).toMatchObject({ consent: false, status: "do_not_contact" });
  },
);

async function untilWaiting(count: number): Promise<void> {
  for (let waiting = 0; waiting < count;) {
    const [row] = await sql<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    waiting = row?.waiting ?? 0;
  }
}

describe("a lead that gets another address", () => {
  let properties = 2_000_000;
  const agreed = { consent: true, consent_at: "2026-01-15T08:00:00Z", email_verified: true };

  /** A lead as a list brings it, and what another list says of its property. */
  async function lead(fields: StatedLead) {
    const mak = String(properties++);
    const upload = async (stated: StatedLead) => {
      await uploadLeads(sql, "moving", [{ mak, ...stated }]);
      const [row] = await sql<
        { id: string }[]
      >`select id from public.leads where broker_id = ${moving} and mak = ${mak}`;
      return row?.id ?? "";
    };
    return { id: await upload(fields), upload };
  }
  const mayBeWrittenTo = async (id: string) => {
    const [row] = await sql`select intake.may_be_written_to(l) as may from public.leads l where id = ${id}`;
    return row?.may as boolean;
  };

  it.each(["unsubscribed", "do_not_contact"])(
    "and was %s leaves its person alone, under whichever lead they come again",
    async (status) => {
      const email = somebody();
      const first = await lead({ email, ...agreed });
      if (status === "unsubscribed") await redeem(await issue("unsubscribe", first.id));
      else await sql`update public.leads set campaign_status = 'do_not_contact' where id = ${first.id}`;
      await first.upload({ email: somebody(), email_verified: true });
      const second = await lead({ email, ...agreed });
      expect(await mayBeWrittenTo(second.id)).toBe(false);
      const elsewhere = await addLead(sql, await addBroker(sql), { email, ...agreed });
      expect(await mayBeWrittenTo(elsewhere)).toBe(true);
    },
  );

  it("doesn't take over what its former person agreed to by a link", async () => {
    const first = await lead({ email: somebody(), email_verified: true });
    await redeem(await issue("consent", first.id));
    expect(await mayBeWrittenTo(first.id)).toBe(true);
    await first.upload({ email: somebody(), email_verified: true });
    expect(await read(first.id)).toMatchObject({
      consent: false,
      dated: false,
      consent_source: null,
      address: null,
    });
    await first.upload({ consent: true, consent_at: "2026-02-01T00:00:00Z", consent_source: "fair" });
    expect(await read(first.id)).toMatchObject({ consent: true, consent_source: "fair" });
  });

  it("keeps what was agreed to by a link while its address stays, or wasn't known", async () => {
    const email = somebody();
    const first = await lead({});
    await redeem(await issue("consent", first.id));
    for (const stated of [{ email }, { email: email.toUpperCase() }, { score: 1 }]) {
      await first.upload(stated);
      expect(await read(first.id)).toMatchObject({
        consent: true,
        consent_source: "link",
        address: "203.0.113.7",
      });
    }
  });

  it("isn't made to agree by the link that its former person was sent", async () => {
    const first = await lead({ email: somebody() });
    const link = await issue("consent", first.id);
    await first.upload({ email: somebody() });
    expect([await show(link), await redeem(link)]).toEqual([null, null]);
  });

  it("isn't taken by a campaign for a person who parted with another lead", async () => {
    const email = somebody();
    await sql`insert into intake.parted_addresses (broker_id, email_hash) values (${moving}, public.hash_email(${email}))`;
    const campaign = await addCampaign(sql, moving, "moving");
    await sql`update public.brokers set campaign_weekdays = '{1,2,3,4,5,6,7}' where id = ${moving}`;
    const { id } = await lead({ email, ...agreed });
    const other = await lead({ email: somebody(), ...agreed });
    await rpc("refresh_contactable_leads", {});
    await rpc("queue_campaign_leads", { campaign, batch: 1000 });
    expect([await read(id), await read(other.id)]).toMatchObject([{ status: "new" }, { status: "queued" }]);
  });
});

describe("a link to unsubscribe", () => {
  it("takes out the leads of that address with the broker, as often as it is used", async () => {
    const email = somebody();
    const broker = await addBroker(sql);
    const lead = await addLead(sql, broker, { email });
    const same = await addLead(sql, broker, { email: email.toUpperCase() });
    const closed = await addLead(sql, broker, { email, campaign_status: "closed" });
    const other = await addLead(sql, await addBroker(sql), { email });
    const link = await issue("unsubscribe", lead);
    expect(await show(link)).toMatchObject({ text: null });
    expect([await redeem(link), await redeem(link)]).toEqual(["unsubscribed", "unsubscribed"]);
    expect(await show(link)).not.toBeNull();
    const statuses = await Promise.all([lead, same, closed, other].map(read));
    expect(statuses.map((row) => row?.status as string)).toEqual([
      "unsubscribed",
      "unsubscribed",
      "closed",
      "new",
    ]);
    expect(await stepsOf(sql, lead)).toEqual(["unsubscribed"]);
    expect(await stepsOf(sql, closed)).toEqual(["unsubscribed"]);
  });

  it("tells the contact, and with it every broker", async () => {
    const email = somebody();
    const at = "2026-01-15T08:00:00Z";
    await deliver(sql, [
      { id: crypto.randomUUID(), changes: [{ kind: "contact", at, email: email.toUpperCase() }] },
    ]);
    const lead = await addLead(sql, await addBroker(sql), { email });
    const other = await addLead(sql, await addBroker(sql), { email });
    expect(await redeem(await issue("unsubscribe", lead))).toBe("unsubscribed");
    expect(await sql`select email, email_status from public.contacts where lower(email) = ${email}`).toEqual([
      { email: email.toUpperCase(), email_status: "unsubscribed" },
    ]);
    for (const one of [lead, other]) {
      expect(await read(one)).toMatchObject({ status: "unsubscribed" });
      expect(await stepsOf(sql, one)).toEqual(["unsubscribed"]);
    }
  });
});
