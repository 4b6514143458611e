import type postgres from "postgres";
import { describe, expect, it } from "vitest";
import { sqlstate } from "../../support/database-errors.ts";
import { interleave } from "../../support/database-races.ts";
import { asPerson, become } from "../../support/database-roles.ts";
import { testDatabase } from "../../support/database.ts";
import { stepsOf } from "../../support/lead-rows.ts";
import { leadsOf, makeBroker, type StatedLead, uploadLeads } from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = (number: number) => ({ street: `${number} MAIN ST`, postal_code: "90210" });
const mak = "1000000001";

const staff = crypto.randomUUID();
await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;

/** A broker with a member, the leads of a first list, and the one conflict that the row of a second list makes with them. */
async function makeConflict(list: readonly StatedLead[], row: StatedLead, { encrypts = false } = {}) {
  const broker = await makeBroker(sql, { encrypts });
  const member = crypto.randomUUID();
  await sql`
    insert into public.members (user_id, role, broker_id) select ${member}, 'broker', id from public.brokers where slug = ${broker}`;
  await uploadLeads(sql, broker, list);
  const leads = (await leadsOf(sql, broker)).map(({ id }) => String(id));
  await uploadLeads(sql, broker, [row]);
  const [found, ...others] = await open(broker);
  expect(others).toEqual([]);
  return { broker, member, leads, row, conflict: String(found?.id) };
}

const open = async (broker: string) =>
  await sql`
    select c.* from public.lead_conflicts c join public.brokers b on b.id = c.broker_id where b.slug = ${broker} order by c.id`;

const ask = async (connection: postgres.ISql, conflict: string, lead: string | undefined) => {
  const [row] = await connection<{ resolved: unknown }[]>`
    select public.resolve_lead_conflict(${conflict}, ${lead ?? null}) as resolved`;
  return row?.resolved;
};
const resolve = (person: string, conflict: string, lead: string | undefined) =>
  asPerson(sql, person, (transaction) => ask(transaction, conflict, lead));

/** A lead by its MAK and one by its address, and a row that says they are one. */
const twoKeys = (first: StatedLead = {}, second: StatedLead = {}, row: StatedLead = {}) =>
  makeConflict(
    [
      { mak, ...first },
      { ...home(1), ...second },
    ],
    { mak, ...home(1), ...row },
  );

describe("a conflict of several leads", () => {
  it("is resolved by choosing one of them: it gets the row and what only the others say, and they are gone", async () => {
    const { broker, member, leads, row, conflict } = await twoKeys(
      { full_name: "Jane Doe", tags: ["a"], score: 10 },
      { full_name: "J Doe", email: "jane@example.com", email_verified: true, tags: ["b"], score: 90 },
      { bedrooms: 3 },
    );
    const [chosen, other] = leads;
    expect(await resolve(member, conflict, chosen)).toEqual({
      lead: Number(chosen),
      joined: [Number(other)],
      resolved_by: member,
      resolved_at: expect.any(String) as string,
    });
    expect(await leadsOf(sql, broker)).toMatchObject([
      {
        id: chosen,
        ...{
          mak,
          street: "1 MAIN ST",
          full_name: "Jane Doe",
          email: "jane@example.com",
          email_verified: true,
        },
        ...{ tags: ["a", "b"], score: 90, bedrooms: "3" },
      },
    ]);
    expect(await open(broker)).toEqual([]);
    expect((await uploadLeads(sql, broker, [row])).counts).toMatchObject({
      leads_unchanged: 1,
      conflicts: 0,
    });
  });

  it("leaves the steps of all of them with the one that was chosen, and says what became of it", async () => {
    const { member, leads, conflict } = await twoKeys();
    await resolve(member, conflict, leads[1]);
    expect(await stepsOf(sql, leads[1] ?? "")).toEqual([
      "conflict",
      "conflict",
      "resolved",
      "upserted",
      "upserted",
    ]);
    expect(await stepsOf(sql, leads[0] ?? "")).toEqual([]);
  });

  it("keeps what the chosen lead says of itself, verified or not", async () => {
    const email = "jane@example.com";
    const { broker, member, leads, conflict } = await twoKeys(
      { email, phone: "+13105550123" },
      { email, email_verified: true, phone: "+13105550199", phone_verified: true },
    );
    await resolve(member, conflict, leads[0]);
    expect(await leadsOf(sql, broker)).toMatchObject([
      { email, email_verified: true, phone: "+13105550123", phone_verified: false },
    ]);
  });

  it("keeps addresses encrypted where the broker wants that", async () => {
    const email = "jane@example.com";
    const { broker, member, leads, conflict } = await makeConflict(
      [{ mak }, { ...home(1), email: "j@example.com" }],
      { mak, ...home(1), email },
      { encrypts: true },
    );
    await resolve(member, conflict, leads[0]);
    const [lead] = await leadsOf(sql, broker);
    expect(lead).toMatchObject({ id: leads[0], email: null, email_hash: await rpc("hash_email", { email }) });
    expect(await rpc("decrypt_email", { encrypted: String(lead?.email_encrypted) })).toBe(email);
  });

  it("is another conflict's lead from then on, too", async () => {
    const { broker, member, leads, conflict } = await twoKeys();
    await uploadLeads(sql, broker, [{ apn: "7", ...home(2) }]);
    await uploadLeads(sql, broker, [{ apn: "7", ...home(1) }]);
    await resolve(member, conflict, leads[0]);
    const [third] = (await leadsOf(sql, broker)).filter(({ apn }) => apn === "7");
    expect(await open(broker)).toMatchObject([{ lead_ids: [leads[0], third?.id] }]);
  });
});

describe("a conflict of a lead with another greater key", () => {
  it("is resolved by saying that it is the same property: the lead takes the key that the row has", async () => {
    const { broker, member, leads, row, conflict } = await makeConflict([{ mak, ...home(1) }], {
      mak: "1000000009",
      ...home(1),
      score: 5,
    });
    expect(await resolve(member, conflict, leads[0])).toMatchObject({ joined: [] });
    expect(await leadsOf(sql, broker)).toMatchObject([{ id: leads[0], mak: "1000000009", score: 5 }]);
    expect((await uploadLeads(sql, broker, [row])).counts).toMatchObject({
      leads_unchanged: 1,
      conflicts: 0,
    });
  });
});

describe("a resolution", () => {
  it("is given once: again it tells how, also to somebody who would have chosen otherwise", async () => {
    const { broker, member, leads, conflict } = await twoKeys();
    const first = await resolve(member, conflict, leads[0]);
    expect(await resolve(member, conflict, leads[0])).toEqual(first);
    expect(await resolve(staff, conflict, leads[1])).toEqual(first);
    expect(await leadsOf(sql, broker)).toHaveLength(1);
  });

  it("is given once by two at the same time", async () => {
    const { broker, member, leads, conflict } = await twoKeys();
    const as = (person: string, lead: string | undefined) => async (transaction: postgres.ReservedSql) => {
      await become(transaction, "authenticated", { sub: person });
      return await ask(transaction, conflict, lead);
    };
    const { first, second, waited } = await interleave(sql, as(member, leads[0]), as(staff, leads[1]));
    expect({ second, waited }).toEqual({ second: { status: "fulfilled", value: first }, waited: true });
    expect(await leadsOf(sql, broker)).toHaveLength(1);
  });

  it("and a promotion that brings the row again wait for each other, whichever comes first", async () => {
    const both = async (isDecidedFirst: boolean) => {
      const { broker, member, leads, row, conflict } = await twoKeys();
      const again = async (transaction: postgres.ISql) => {
        const [answer] = await transaction<{ status: string }[]>`
          select public.upsert_lead(${broker}, ${JSON.stringify(row)}::text::jsonb) ->> 'status' as status`;
        return answer?.status;
      };
      const decide = async (transaction: postgres.ReservedSql) => {
        await become(transaction, "authenticated", { sub: member });
        return ((await ask(transaction, conflict, leads[0])) as { joined: number[] } | null)?.joined.length;
      };
      const { first, second, waited } = await (isDecidedFirst
        ? interleave(sql, decide, again)
        : interleave(sql, again, decide));
      return { first, second, waited };
    };
    const then = <T>(value: T) => ({ waited: true, second: { status: "fulfilled", value } });
    expect(await both(true)).toEqual({ first: 1, ...then("unchanged") });
    expect(await both(false)).toEqual({ first: "conflict", ...then(1) });
  });

  it("is none of a conflict that isn't there, nor of another broker's", async () => {
    const { member, leads, conflict } = await twoKeys();
    const other = await twoKeys();
    expect(await resolve(member, "0", leads[0])).toBeNull();
    expect(await resolve(other.member, conflict, leads[0])).toBeNull();
    const [brokerOf] = await sql`select broker_id from public.lead_conflicts where id = ${conflict}`;
    const insert = (person: string, conflict: string) =>
      sqlstate(
        asPerson(
          sql,
          person,
          (transaction) => transaction`
            insert into public.lead_resolutions (conflict_id, broker_id, lead_id)
            values (${conflict}, ${String(brokerOf?.broker_id)}, ${leads[0] ?? null})`,
        ),
      );
    expect(await insert(other.member, conflict)).toBe("42501");
    expect(await insert(member, other.conflict)).toBe("SL023");
    expect(await sqlstate(resolve(member, conflict, other.leads[0]))).toBe("SL024");
    expect(await resolve(staff, conflict, leads[0])).toMatchObject({ resolved_by: staff });
    // Nor does it show by its number whether the other broker has resolved it.
    await resolve(other.member, other.conflict, other.leads[0]);
    expect(await insert(member, other.conflict)).toBe("SL023");
  });
});

describe("leads are never joined", () => {
  const histories: Readonly<Record<string, (lead: string) => postgres.PendingQuery<postgres.Row[]>>> = {
    "one that agreed": (lead) =>
      sql`update public.leads set consent = true, consent_at = now() where id = ${lead}`,
    "one that was sent a link": (lead) => sql`
      insert into intake.consent_tokens (nonce_hash, purpose, lead_id, expires_at)
      values (${crypto.randomUUID().replaceAll("-", "").repeat(2)}, 'unsubscribe', ${lead}, now() + interval '1 day')`,
    "one that is in a campaign": (lead) => sql`
      with c as (
        insert into public.campaigns (broker_id, name, destination, external_id)
        select broker_id, 'campaign', 'instantly', gen_random_uuid()::text from public.leads where id = ${lead} returning id
      )
      update public.leads set campaign_id = (select id from c) where id = ${lead}`,
    "one that unsubscribed": (lead) =>
      sql`update public.leads set campaign_status = 'unsubscribed' where id = ${lead}`,
    "one that a person took out": (lead) =>
      sql`update public.leads set campaign_status = 'do_not_contact' where id = ${lead}`,
  };

  it.each(Object.entries(histories))("with the loss of %s, which can be chosen itself", async (_, happen) => {
    const { broker, member, leads, conflict } = await twoKeys();
    await happen(leads[1] ?? "");
    const before = await leadsOf(sql, broker);
    expect(await sqlstate(resolve(member, conflict, leads[0]))).toBe("SL025");
    expect(await leadsOf(sql, broker)).toEqual(before);
    expect(await open(broker)).toHaveLength(1);
    expect(await resolve(member, conflict, leads[1])).toMatchObject({ joined: [Number(leads[0])] });
  });

  it.each([
    ["MAKs", { mak }, { mak: "1000000002", ...home(1) }],
    [
      "parcels",
      { mak, apn: "1", apn_county: "CA/ORANGE" },
      { apn: "2", apn_county: "CA/ORANGE", ...home(1) },
    ],
    ["counties", { mak, apn: "1", apn_county: "CA/ORANGE" }, { apn: "1", apn_county: "CA/KERN", ...home(1) }],
  ])("when they have two %s, which are two properties", async (_, first, second) => {
    const { member, leads, conflict } = await makeConflict([first, second], { mak, ...home(1) });
    for (const lead of leads) expect(await sqlstate(resolve(member, conflict, lead))).toBe("SL026");
  });

  it("by a row of somebody who has been erased since", async () => {
    const { broker, member, leads, conflict } = await twoKeys({}, {}, { phone: "+13105550123" });
    await uploadLeads(sql, broker, [{ ...home(9), email: "gone@example.com", phone: "+13105550123" }]);
    await rpc("erase_person", { email: "gone@example.com", erased_by: "test", after: null });
    // The row went with its person.
    expect(await resolve(member, conflict, leads[0])).toBeNull();
    expect(await leadsOf(sql, broker)).toHaveLength(3);
  });
});
