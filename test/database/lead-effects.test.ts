import { describe, expect, it } from "vitest";
import type { Change, ContactChange, EngagementChange } from "../../shared/intake/change.ts";
import { testDatabase } from "../support/database.ts";
import { interleave } from "../support/database-races.ts";
import { callDoor, deliver } from "../support/door.ts";
import {
  addBroker,
  addCampaign,
  addLead,
  encrypted,
  type LeadColumns,
  stepsOf,
} from "../support/lead-rows.ts";

const { sql } = await testDatabase();
const at = "2027-01-15T08:00:00Z";

let people = 0;
const somebody = () => `person-${people++}@example.com`;

const contact = (fields: Partial<ContactChange>): ContactChange => ({ kind: "contact", at, ...fields });
const engagement = (engagement_kind: EngagementChange["engagement_kind"], fields = {}): EngagementChange => ({
  kind: "engagement",
  at,
  external_id: crypto.randomUUID(),
  engagement_kind,
  occurred_at: at,
  ...fields,
});
const booking = (status: "active" | "cancelled"): Change => ({
  kind: "registration",
  at,
  external_id: crypto.randomUUID(),
  registration_kind: "booking",
  status,
});

async function say(...changes: readonly Change[]): Promise<void> {
  const [outcome] = await deliver(sql, [{ id: crypto.randomUUID(), changes }], { provider: "vapi" });
  expect(outcome?.status).toBe("processed");
}

async function read(lead: string) {
  const [row] = await sql`
    select campaign_status as status, last_reply_at, current_sequence_step as step, vapi_call_id as call,
      call_attempt_count as calls, contact_id is not null as known
    from public.leads where id = ${lead}`;
  return row;
}

async function fedLead(fields: LeadColumns) {
  const broker = await addBroker(sql);
  const externalId = `campaign-of-${broker}`;
  const campaign = await addCampaign(sql, broker, externalId);
  const lead = await addLead(sql, broker, { ...fields, campaign_id: campaign, campaign_status: "active" });
  return { broker, externalId, lead };
}

describe("a lead in a campaign", () => {
  it("is moved along by a reply, once, with the step it answers to", async () => {
    const email = somebody();
    const { lead, externalId } = await fedLead({ email: email.toUpperCase() });
    await say(contact({ email }), engagement("reply", { campaign: externalId, step: 2 }));
    await say(
      contact({ email }),
      engagement("reply", { campaign: externalId, step: 1, occurred_at: "2027-01-01T00:00:00Z" }),
    );
    expect(await read(lead)).toMatchObject({
      status: "replied",
      last_reply_at: new Date(at),
      step: 2,
      known: true,
    });
    expect(await stepsOf(sql, lead)).toEqual(["replied"]);
  });

  it("is not moved by a reply to another campaign, nor by an answering machine", async () => {
    const email = somebody();
    const { lead, externalId } = await fedLead({ email });
    await say(contact({ email }), engagement("reply", { campaign: "another" }));
    await say(
      contact({ email }),
      engagement("reply", { campaign: externalId, status: "auto-reply-received" }),
    );
    expect(await read(lead)).toMatchObject({ status: "active", last_reply_at: new Date(at) });
    expect(await stepsOf(sql, lead)).toEqual([]);
  });

  it("counts calls to its number, and knows the last one", async () => {
    const phone = "+15550100001";
    const { lead } = await fedLead({ phone });
    const identities = [{ scope: "vapi:phone", value: phone }];
    await say(contact({ identities }), engagement("call", { external_id: "call-1" }));
    await say(contact({ identities }), engagement("call", { external_id: "call-1", status: "ended" }));
    await say(
      contact({ identities }),
      engagement("call", { external_id: "call-2", occurred_at: "2027-01-16T00:00:00Z" }),
    );
    expect(await read(lead)).toMatchObject({ status: "active", calls: 2, call: "call-2" });
    expect(await stepsOf(sql, lead)).toEqual(["called"]);
  });

  it.each([["active"], ["cancelled"]] as const)("is booked by a booking that is %s", async (status) => {
    const email = somebody();
    const { lead } = await fedLead({ email });
    await say(contact({ email }), booking(status));
    await say(contact({ email }), engagement("reply"));
    expect(await read(lead)).toMatchObject({ status: "booked" });
    expect(await stepsOf(sql, lead)).toEqual(["booked", "replied"]);
  });

  it("is found when its address is encrypted, before or after", async () => {
    const email = somebody();
    const { lead, externalId } = await fedLead(await encrypted(sql, email.toUpperCase()));
    await say(contact({ email }), engagement("reply", { campaign: externalId }));
    expect(await read(lead)).toMatchObject({ status: "replied", known: true });
    await say(contact({ email, email_status: "unsubscribed" }));
    const late = await addLead(sql, await addBroker(sql), await encrypted(sql, email));
    expect(await read(late)).toMatchObject({ status: "unsubscribed", known: true });
    await sql`update public.leads set email_encrypted = '99:AAAA' where id = ${lead}`;
    await say(contact({ email }), booking("active"));
    expect(await read(lead)).toMatchObject({ status: "unsubscribed" });
  });

  it("keeps what a person decided", async () => {
    const email = somebody();
    const { lead } = await fedLead({ email });
    await sql`update public.leads set campaign_status = 'closed' where id = ${lead}`;
    await say(contact({ email, email_status: "unsubscribed" }), booking("active"));
    expect(await read(lead)).toMatchObject({ status: "closed" });
    expect(await stepsOf(sql, lead)).toEqual(["booked", "unsubscribed"]);
  });
});

describe("a lead in no campaign", () => {
  it("is known, but moved by nothing that it wasn't asked for", async () => {
    const email = somebody();
    const lead = await addLead(sql, await addBroker(sql), { email });
    await say(contact({ email }), engagement("reply"), booking("active"));
    expect(await read(lead)).toMatchObject({ status: "new", last_reply_at: null, known: true });
  });

  it("is linked with a contact that only buys", async () => {
    const email = somebody();
    const lead = await addLead(sql, await addBroker(sql), { email });
    await say(contact({ email }));
    expect(await read(lead)).toMatchObject({ known: true });
  });
});

describe("who wants no more", () => {
  it.each(["unsubscribed", "bounced"] as const)(
    "is %s at every broker, fed or not, and stays that",
    async (email_status) => {
      const email = somebody();
      const { lead } = await fedLead({ email });
      const other = await addLead(sql, await addBroker(sql), { email });
      await say(contact({ email, email_status, at: "2027-01-15T09:00:00Z" }));
      await say(contact({ email, email_status: "active", at: "2027-01-15T10:00:00Z" }), booking("active"));
      const late = await addLead(sql, await addBroker(sql), { email });
      for (const one of [lead, other, late]) {
        expect(await read(one)).toMatchObject({ status: email_status });
        expect(await stepsOf(sql, one)).toContain(email_status);
      }
    },
  );

  it("is unsubscribed rather than bounced, whichever was said first", async () => {
    for (const order of [
      ["bounced", "unsubscribed"],
      ["unsubscribed", "bounced"],
    ] as const) {
      const email = somebody();
      const { lead } = await fedLead({ email });
      for (const email_status of order) await say(contact({ email, email_status }));
      expect(await read(lead)).toMatchObject({ status: "unsubscribed" });
    }
  });

  it("says so by message too, and a bounce is that of an address", async () => {
    const [phone, email] = ["+15550100007", somebody()];
    const { lead } = await fedLead({ phone });
    await say(
      contact({ email, identities: [{ scope: "vapi:phone", value: phone }], email_status: "bounced" }),
    );
    expect(await read(lead)).toMatchObject({ status: "active" });
    await say(
      contact({ identities: [{ scope: "twilio:number", value: phone }] }),
      engagement("reply", { status: "stop" }),
    );
    expect(await read(lead)).toMatchObject({ status: "unsubscribed" });
  });
});

it("contacts that turn out to be one bring together what each did", async () => {
  const [email, phone] = [somebody(), "+15550100009"];
  const { lead } = await fedLead({ email });
  const identities = [{ scope: "twilio:number", value: phone }];
  await say(contact({ email }));
  await say(contact({ identities }), engagement("reply"));
  expect(await read(lead)).toMatchObject({ status: "active" });
  await say(contact({ email, identities }));
  expect(await read(lead)).toMatchObject({ status: "replied" });
});

describe("at the same time", () => {
  const reply = (email: string, step: number, occurred_at: string) => ({
    id: crypto.randomUUID(),
    changes: [contact({ email }), engagement("reply", { step, occurred_at })],
  });

  it("two events of one person are both counted", async () => {
    const email = somebody();
    const { lead } = await fedLead({ email });
    const [first, second] = ["2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"];
    await say(contact({ email }));
    const { second: outcome, waited } = await interleave(
      sql,
      (transaction) => callDoor(transaction, [reply(email, 2, second)]),
      (transaction) => callDoor(transaction, [reply(email, 1, first)]),
    );
    expect(outcome.status).toBe("fulfilled");
    expect(waited).toBe(true);
    expect(await read(lead)).toMatchObject({ last_reply_at: new Date(second), step: 2 });
    expect(await stepsOf(sql, lead)).toEqual(["replied"]);
  });

  it.each(["the lead", "the reply"])("a lead that is added hears of a reply; %s first", async (which) => {
    const email = somebody();
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, `campaign-of-${broker}`);
    type Step = (transaction: Parameters<typeof callDoor>[0]) => Promise<unknown>;
    const adding: Step = async (transaction) => {
      const [row] = await transaction<{ id: string }[]>`
        insert into public.leads (broker_id, email, email_hash, campaign_id, campaign_status)
        values (${broker}, ${email}, public.hash_email(${email}), ${campaign}, 'active') returning id`;
      await transaction`select intake.settle_leads(array[${row?.id ?? ""}::bigint])`;
    };
    const replying: Step = (transaction) => callDoor(transaction, [reply(email, 1, at)]);
    const isLeadFirst = which === "the lead";
    const { second, waited } = await interleave(
      sql,
      isLeadFirst ? adding : replying,
      isLeadFirst ? replying : adding,
    );
    expect(second.status).toBe("fulfilled");
    expect(waited).toBe(true);
    const [lead] = await sql<{ id: string }[]>`select id from public.leads where email = ${email}`;
    expect(await read(lead?.id ?? "")).toMatchObject({ status: "replied" });
  });
});
