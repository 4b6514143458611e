import { describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import {
  asRows,
  claimUpload,
  leadsOf,
  makeBroker,
  promoteUpload,
  stageUpload,
  uploadLeads,
} from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = (number: number) => ({ street: `${number} MAIN ST`, postal_code: "90210" });

describe("staging rows", () => {
  it("keeps every refused row with its line, column, reason and the row as sent", async () => {
    const broker = await makeBroker(sql);
    const source = { Email: "nonsense", Street: "" };
    const upload = await stageUpload(sql, broker, [
      { line: 2, lead: home(1), problems: [] },
      {
        line: 3,
        lead: null,
        problems: [
          { column: "Email", reason: "invalid-email" },
          { column: "Street", reason: "no-key" },
        ],
        source,
      },
      {
        line: 4,
        lead: home(2),
        problems: [{ column: "Phone", reason: "invalid-phone" }],
        source: { Phone: "1" },
      },
    ]);
    expect(await rpc("list_row_problems", { upload, after: 0, batch: 10 })).toMatchObject([
      { line: 3, column: "Email", reason: "invalid-email", outcome: "refused" },
      { line: 3, column: "Street", reason: "no-key", outcome: "refused" },
      { line: 4, column: "Phone", reason: "invalid-phone", outcome: "field-dropped" },
    ]);
    const kept =
      await sql`select source from public.lead_row_problems where upload_id = ${upload} order by id`;
    expect(kept.map((row): unknown => row.source)).toEqual([source, null, { Phone: "1" }]);
    expect(await promoteUpload(sql, upload)).toEqual({
      status: "promoted",
      counts: {
        rows_read: 3,
        rows_refused: 1,
        leads_new: 2,
        leads_changed: 0,
        leads_unchanged: 0,
        conflicts: 0,
      },
    });
  });

  it("gives the problems page by page", async () => {
    const broker = await makeBroker(sql);
    const rows = [2, 3, 4].map((line) => ({
      line,
      lead: null,
      problems: [{ column: "", reason: "no-key" }],
    }));
    const upload = await stageUpload(sql, broker, rows);
    const first = (await rpc("list_row_problems", { upload, after: 0, batch: 2 })) as {
      id: number;
      line: number;
    }[];
    expect(first.map(({ line }) => line)).toEqual([2, 3]);
    const after = first.at(-1)?.id ?? 0;
    expect(await rpc("list_row_problems", { upload, after, batch: 2 })).toMatchObject([{ line: 4 }]);
    expect(await rpc("list_row_problems", { upload, after, batch: -1 })).toEqual([]);
  });

  it("is harmless when the same lines are staged twice", async () => {
    const broker = await makeBroker(sql);
    const upload = await claimUpload(rpc, broker);
    const rows = [
      { line: 2, lead: home(1), problems: [{ column: "Phone", reason: "invalid-phone" }] },
      { line: 3, lead: null, problems: [{ column: "", reason: "no-key" }] },
    ];
    expect(await rpc("stage_leads", { upload, rows })).toEqual({ staged: 2 });
    expect(await rpc("stage_leads", { upload, rows })).toEqual({ staged: 2 });
    await rpc("complete_lead_staging", { upload, rows_read: 2 });
    expect(await rpc("complete_lead_staging", { upload, rows_read: 2 })).toEqual({ status: "staged" });
    expect(await promoteUpload(sql, upload)).toMatchObject({ counts: { rows_refused: 1, leads_new: 1 } });
    expect(await rpc("list_row_problems", { upload, after: 0, batch: 10 })).toHaveLength(2);
  });

  it("refuses a row that has no key, whoever let it through", async () => {
    const broker = await makeBroker(sql);
    const keyless = [
      { email: "jane@example.com" },
      { street: "1 MAIN ST" },
      { street: "1 MAIN ST", city: "LOS ANGELES" },
    ];
    const upload = await stageUpload(sql, broker, asRows(keyless));
    expect(await promoteUpload(sql, upload)).toMatchObject({
      counts: { rows_read: 3, rows_refused: 3, leads_new: 0 },
    });
    expect(await rpc("list_row_problems", { upload, after: 0, batch: 10 })).toMatchObject(
      [2, 3, 4].map((line) => ({ line, reason: "no-key", outcome: "refused" })),
    );
  });

  it("refuses a row that the database can't keep, and stages the others", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(
      sql,
      broker,
      asRows([home(1), { ...home(2), year_built: "MCMXC" }, home(3)]),
    );
    expect(await promoteUpload(sql, upload)).toMatchObject({
      counts: { rows_read: 3, rows_refused: 1, leads_new: 2 },
    });
    expect(await rpc("list_row_problems", { upload, after: 0, batch: 10 })).toMatchObject([
      { line: 3, reason: "not-storable", outcome: "refused" },
    ]);
  });

  it("lets no row that a lead may not be stop the others, even in one batch of many", async () => {
    const broker = await makeBroker(sql);
    const leads = Array.from({ length: 40 }, (_, index) => home(index));
    const bad = { ...home(100), score: 101 };
    const consentWithoutTime = { ...home(101), consent: true };
    const promoted = await uploadLeads(sql, broker, [
      ...leads.slice(0, 7),
      bad,
      ...leads.slice(7, 30),
      consentWithoutTime,
      ...leads.slice(30),
    ]);
    expect(promoted).toMatchObject({
      status: "promoted",
      counts: { rows_read: 42, rows_refused: 2, leads_new: 40 },
    });
    const problems = await sql`
      select line, reason from public.lead_row_problems p join public.brokers b on b.id = p.broker_id
      where b.slug = ${broker} order by line`;
    expect(problems).toEqual([
      { line: 9, reason: "not-storable" },
      { line: 33, reason: "not-storable" },
    ]);
  });

  it("hashes addresses as the function says, in every form", async () => {
    const broker = await makeBroker(sql);
    const addresses = [
      { street: "1 MAIN ST", postal_code: "90210" },
      { street: "1 MAIN ST", unit: "APT 2", postal_code: "90210-1234" },
      { street: "1 MAIN ST", city: "RENO", state: "NV" },
      { street: "1 Main St", unit: "apt 3", city: "Reno", state: "NV", postal_code: "89501" },
    ];
    await uploadLeads(sql, broker, addresses);
    const wrong = await sql`
      select l.id from public.leads l join public.brokers b on b.id = l.broker_id
      where b.slug = ${broker}
        and l.address_hash is distinct from intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code)`;
    expect(wrong).toEqual([]);
    expect(await leadsOf(sql, broker)).toHaveLength(4);
  });

  it("takes upper and lower case, and a ZIP+4, for the same address", async () => {
    const [row] = await sql`
      select intake.address_hash('1 Main St', null, null, null, '90210') = intake.address_hash('1 MAIN ST', '', 'LA', 'CA', '90210-1234') as same,
        intake.address_hash(null, 'APT 2', 'LA', 'CA', '90210') as no_street,
        intake.address_hash('1 MAIN ST', null, 'LA', null, null) as no_place`;
    expect(row).toEqual({ same: true, no_street: null, no_place: null });
  });
});
