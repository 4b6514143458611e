import { describe, expect, it } from "vitest";
import { z } from "zod/v3";
import type { Change } from "../../../shared/intake/change.ts";
import { testDatabase } from "../../support/database.ts";
import { deliver, statuses } from "../../support/door.ts";
import { columnsHolding } from "../../support/marks.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";
import {
  asRows,
  claimUpload,
  leadsOf,
  makeBroker,
  stageUpload,
  uploadLeads,
} from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
// Before it, nobody can read it.
await rpc("refresh_contactable_leads", {});
const at = "2027-01-15T08:00:00Z";

const person = () => {
  const name = `jane${crypto.randomUUID().slice(0, 8)}`;
  const digits = String(Math.floor(Math.random() * 1e7)).padStart(7, "0");
  const email = `${name}@example.com`;
  return {
    name,
    email,
    lead: {
      full_name: name,
      email,
      phone: `+1310${digits}`,
      mak: `555${digits}`,
      street: `${digits} MAIN ST`,
      postal_code: "90210",
    },
    sale: [
      {
        kind: "contact",
        at,
        email,
        full_name: name,
        identities: [{ scope: "stripe:customer", value: `cus_${name}` }],
      },
      {
        kind: "transaction",
        at,
        external_id: `pi_${name}`,
        amount: 14900,
        currency: "USD",
        confirmed: true,
        description: `for ${name}`,
      },
      { kind: "tag", at, name: "buyer", applied: true },
    ] satisfies readonly Change[],
  };
};

const exported = z.record(z.unknown());
async function found(email: string) {
  const { next, ...tables } = exported.parse(await rpc("export_person", { email }));
  expect(next).toBeNull();
  return Object.fromEntries(
    Object.entries(tables).flatMap(([table, rows]) =>
      Array.isArray(rows) && rows.length > 0 ? [[table, rows.length]] : [],
    ),
  );
}

describe("a person", () => {
  it("is exported from every table that says anything of them", async () => {
    const jane = person();
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [jane.lead]);
    await deliver(sql, [
      { id: `evt_${jane.name}`, payload: { customer: { email: jane.email } }, changes: jane.sale },
    ]);
    await deliver(sql, [
      { id: `unmapped_${jane.name}`, payload: { note: `write to <${jane.email.toUpperCase()}>.` } },
    ]);
    await deliver(sql, [{ id: `known_${jane.name}`, payload: { customer: `cus_${jane.name}` } }]);
    const upload = await claimUpload(rpc, broker);
    await rpc("stage_leads", {
      upload,
      rows: [
        { line: 2, lead: jane.lead, problems: [] },
        { line: 3, lead: null, problems: [{ column: "", reason: "no-key" }], source: { Email: jane.email } },
      ],
    });
    expect(await found(jane.email.toUpperCase())).toMatchObject({
      contacts: 1,
      contact_identities: 2,
      transactions: 1,
      tags: 1,
      leads: 1,
      leads_staging: 1,
      lead_row_problems: 1,
      webhook_events: 3,
    });
  });

  it("isn't taken for somebody whose address only looks alike", async () => {
    const jane = person();
    for (const email of [`mary${jane.email}`, `${jane.email}.au`, `mary.${jane.email}`]) {
      await deliver(sql, [{ id: crypto.randomUUID(), payload: { email } }]);
    }
    expect(await found(jane.email)).toEqual({});
    for (const text of [
      `mailto:${jane.email}?subject=x`,
      `https://example.com/?e=${encodeURIComponent(jane.email)}&x=1`,
      `${jane.email}.`,
    ]) {
      await deliver(sql, [{ id: crypto.randomUUID(), payload: { text } }]);
    }
    expect(await found(jane.email)).toEqual({ webhook_events: 3 });
  });
});

describe("erasing a person", () => {
  it("leaves nothing that says who they were, in any column of any table", async () => {
    const jane = person();
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [jane.lead]);
    await uploadLeads(sql, broker, [
      { mak: "7000000001", street: "1 ELM ST", postal_code: "10001" },
      { ...jane.lead, street: "1 ELM ST", postal_code: "10001" },
    ]);
    await deliver(sql, [
      {
        id: `evt_${jane.name}`,
        payload: { customer: { email: jane.email, name: jane.name } },
        changes: jane.sale,
      },
    ]);
    await deliver(sql, [
      { id: "letter", payload: { email: jane.email }, problem: { code: "missing-field", field: "id" } },
    ]);
    const upload = await claimUpload(rpc, broker);
    await rpc("stage_leads", {
      upload,
      rows: [
        { line: 2, lead: jane.lead, problems: [] },
        {
          line: 3,
          lead: null,
          problems: [{ column: "", reason: "no-key" }],
          source: { Email: jane.email, Name: jane.name },
        },
      ],
    });
    expect(await columnsHolding(sql, jane.name)).not.toEqual([]);

    const erased = z
      .object({ counts: z.record(z.number()), held_elsewhere: z.array(z.string()), next: z.null() })
      .parse(await rpc("erase_person", { email: jane.email, erased_by: "ada" }));
    expect(erased.counts).toMatchObject({
      leads: 1,
      contacts: 1,
      conflicts: 1,
      staged_rows: 1,
      row_problems: 1,
      receipts: 2,
    });
    expect(erased.held_elsewhere).toEqual(["stripe"]);
    expect(await found(jane.email)).toEqual({});
    // What remains are the senders' own names of receipts and payments, without which neither could be told apart.
    expect(await columnsHolding(sql, jane.name)).toEqual([
      "intake.webhook_events.event_id",
      "public.transactions.external_id",
      "public.transactions.provenance",
    ]);
    for (const trace of [jane.lead.phone, jane.lead.mak, jane.lead.street])
      expect(await columnsHolding(sql, trace)).toEqual([]);
  });

  it.each([{ encrypts: false }, { encrypts: true }])(
    "takes rows that lack their address, and have their number in whatever form: %o",
    async ({ encrypts }) => {
      const [jane, john] = [person(), person()];
      const broker = await makeBroker(sql, { encrypts });
      await uploadLeads(sql, broker, [jane.lead]);
      const written = `(${jane.lead.phone.slice(2, 5)}) ${jane.lead.phone.slice(5, 8)}-${jane.lead.phone.slice(8)}`;
      const sources = [
        { Name: jane.name, Phone: written, Email: jane.email.replace("@", "@@") },
        { Name: jane.name, MAK: jane.lead.mak },
        { Name: john.name, Phone: john.lead.phone },
      ];
      const problems = [{ column: "", reason: "no-key" }];
      await stageUpload(
        sql,
        broker,
        sources.map((source, index) => ({ line: index + 2, lead: null, problems, source })),
      );
      await sql`
        insert into public.lead_conflicts (broker_id, reason, lead_ids, apn, stated)
        select id, 'several-leads', '{}', ${jane.name}, ${sql.json({ full_name: jane.name, phone: jane.lead.phone })}
        from public.brokers where slug = ${broker}`;
      await sql`
        insert into intake.parted_addresses (broker_id, email_hash)
        select id, public.hash_email(${jane.email}) from public.brokers where slug = ${broker}`;
      expect(await rpc("erase_person", { email: jane.email })).toMatchObject({
        counts: { row_problems: 2, conflicts: 1 },
      });
      const left = await sql`
        select p.line from public.lead_row_problems p join public.brokers b on b.id = p.broker_id
        where b.slug = ${broker} and p.source is not null`;
      expect(left).toEqual([{ line: 4 }]);
      expect(await columnsHolding(sql, jane.name)).toEqual([]);
      expect(await sql`select from intake.parted_addresses`).toEqual([]);
    },
  );

  it("keeps an audit row that names nobody, and says who did it", async () => {
    const jane = person();
    await rpc("erase_person", { email: jane.email, erased_by: "ada" });
    const hash = await rpc("hash_email", { email: jane.email });
    const rows =
      await sql`select erased_by, counts, finished_at from intake.erasures where email_hash = ${String(hash)}`;
    expect(rows).toMatchObject([
      { erased_by: "ada", counts: { leads: 0, contacts: 0 }, finished_at: expect.any(Date) as Date },
    ]);
  });

  it("keeps payments for the books, and their contact as nobody", async () => {
    const jane = person();
    await deliver(sql, [{ id: `evt_${jane.name}`, changes: jane.sale }]);
    await rpc("erase_person", { email: jane.email });
    expect(
      await sql`
        select t.amount, t.description, c.email, c.full_name from public.transactions t join public.contacts c on c.id = t.contact_id
        where t.external_id = ${`pi_${jane.name}`}`,
    ).toEqual([{ amount: "14900", description: null, email: null, full_name: null }]);
  });

  it("leaves a lead as an empty shell, which nobody contacts", async () => {
    const jane = person();
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ ...jane.lead, consent: true, consent_at: at, tags: ["a"], score: 9 }]);
    await rpc("erase_person", { email: jane.email });
    const [shell] = await leadsOf(sql, broker);
    const { id, broker_id, upload_id, created_at, updated_at, erased_at, ...rest } = shell ?? {};
    expect([id, broker_id, upload_id, created_at, updated_at, erased_at]).not.toContain(null);
    const left = Object.entries(rest).filter(
      ([, value]) =>
        value !== null &&
        value !== false &&
        value !== "" &&
        value !== 0 &&
        !(Array.isArray(value) && value.length === 0),
    );
    expect(left).toEqual([["campaign_status", "do_not_contact"]]);
  });

  it("works on addresses that are kept encrypted, too", async () => {
    const jane = person();
    const broker = await makeBroker(sql, { encrypts: true });
    await stageUpload(sql, broker, [
      { line: 2, lead: null, problems: [{ column: "", reason: "no-key" }], source: { Email: jane.email } },
    ]);
    await uploadLeads(sql, broker, [jane.lead]);
    expect(await columnsHolding(sql, jane.email)).toEqual([]);
    expect(await found(jane.email)).toMatchObject({ leads: 1, lead_row_problems: 1 });
    await rpc("erase_person", { email: jane.email });
    expect(await found(jane.email)).toEqual({});
    expect(await leadsOf(sql, broker)).toMatchObject([{ email_encrypted: null, email_hash: null }]);
  });

  it("isn't undone by a duplicate, and is by what they do anew", async () => {
    const jane = person();
    const event = { id: `evt_${jane.name}`, payload: { email: jane.email }, changes: jane.sale };
    await deliver(sql, [event]);
    await rpc("erase_person", { email: jane.email });
    expect(statuses(await deliver(sql, [event]))).toEqual(["duplicate"]);
    expect(await found(jane.email)).toEqual({});
    await deliver(sql, [{ ...event, id: `again_${jane.name}` }]);
    expect(await found(jane.email)).toMatchObject({ contacts: 1 });
  });

  it("isn't undone by a list that brings them again, by whichever key", async () => {
    const jane = person();
    const [broker, other] = [await makeBroker(sql), await makeBroker(sql)];
    await uploadLeads(sql, broker, [jane.lead]);
    await rpc("erase_person", { email: jane.email });
    const { email, phone, mak, street, postal_code, full_name } = jane.lead;
    const rows = [
      jane.lead,
      { mak, full_name },
      { street, postal_code, full_name },
      { apn: "1", phone },
      { apn: "2", email },
      { apn: "3" },
    ];
    for (const owner of [broker, other]) {
      const upload = await stageUpload(sql, owner, asRows(rows));
      const { counts } = z
        .object({ counts: z.record(z.number()) })
        .parse(await rpc("promote_staged_leads", { upload, batch: 100 }));
      expect(counts).toMatchObject({ rows_refused: 5, leads_new: 1 });
      const problems =
        await sql`select line, reason, source from public.lead_row_problems where upload_id = ${upload} order by line`;
      expect(problems).toEqual([2, 3, 4, 5, 6].map((line) => ({ line, reason: "erased", source: null })));
    }
    expect(await rpc("upsert_lead", { broker, lead: jane.lead })).toEqual({
      status: "refused",
      lead: null,
      reason: "erased",
    });
    expect(await columnsHolding(sql, jane.name)).toEqual([]);
  });

  it("goes on where a call ended, and takes all in the last one", async () => {
    const jane = person();
    await deliver(sql, [{ id: `evt_${jane.name}`, payload: { email: jane.email }, changes: jane.sale }]);
    const [erasure] = await sql<{ id: number }[]>`
      insert into intake.erasures (email_hash, erased_by, counts) values ('x', 'ada', '{"receipts": 3}') returning id`;
    const after = { erasure: Number(erasure?.id), receipt: 0, row_problem: 0 };
    expect(await rpc("erase_person", { email: jane.email, after })).toMatchObject({
      next: null,
      counts: { receipts: 4, contacts: 1 },
    });
    expect(await found(jane.email)).toEqual({});
  });

  it("leaves the other people of a household alone", async () => {
    const [jane, john] = [person(), person()];
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [jane.lead, { ...john.lead, phone: jane.lead.phone }]);
    await rpc("erase_person", { email: jane.email });
    expect(await found(john.email)).toMatchObject({ leads: 1 });
  });
});
