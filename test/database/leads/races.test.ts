import type postgres from "postgres";
import { describe, expect, it } from "vitest";
import { interleave } from "../../support/database-races.ts";
import { testDatabase } from "../../support/database.ts";
import { asRows, leadsOf, makeBroker, promoteUpload, stageUpload } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const home = (number: number) => ({
  street: `${number} MAIN ST`,
  postal_code: "90210",
  mak: `${1_000_000_000 + number}`,
});
const homes = (count: number) => Array.from({ length: count }, (_, index) => home(index));

async function promote(connection: postgres.ISql, upload: string, batch = 1000): Promise<unknown> {
  const [row] = await connection<
    { answer: unknown }[]
  >`select public.promote_staged_leads(${upload}, ${batch}) as answer`;
  return row?.answer;
}

describe("two uploads of the same file at once", () => {
  it("make each lead once, in either order of rows", async () => {
    const broker = await makeBroker(sql);
    const one = await stageUpload(sql, broker, asRows(homes(20)));
    const other = await stageUpload(sql, broker, asRows(homes(20).toReversed()));
    const met = await interleave(
      sql,
      (first) => promote(first, one),
      (second) => promote(second, other),
    );
    expect(met.waited).toBe(true);
    expect(met.first).toMatchObject({ status: "promoted", counts: { leads_new: 20 } });
    expect(met.second).toMatchObject({
      status: "fulfilled",
      value: { counts: { leads_new: 0, leads_unchanged: 20 } },
    });
    expect(await leadsOf(sql, broker)).toHaveLength(20);
  });

  it("don't make the uploads of other brokers wait", async () => {
    const uploads = await Promise.all(
      [1, 2].map(async () => stageUpload(sql, await makeBroker(sql), asRows([{ apn: "1" }]))),
    );
    const met = await interleave(
      sql,
      // Up to the last step, settling, which is one for all.
      async (first) =>
        first`select pg_advisory_xact_lock(intake.lead_keys_lock(u.broker_id)) from public.lead_uploads u where u.id = ${uploads[0] ?? ""}`,
      (second) => promote(second, uploads[1] ?? ""),
    );
    expect(met).toMatchObject({
      waited: false,
      second: { status: "fulfilled", value: { status: "promoted" } },
    });
  });
});

describe("two callers of one upload", () => {
  it("promote each row once", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(sql, broker, asRows(homes(10)));
    const met = await interleave(
      sql,
      (first) => promote(first, upload, 4),
      (second) => promote(second, upload, 4),
    );
    expect(met.waited).toBe(true);
    expect(met.second).toMatchObject({
      status: "fulfilled",
      value: { status: "staged", counts: { leads_new: 8 } },
    });
    expect(await promoteUpload(sql, upload, 4)).toMatchObject({
      counts: { leads_new: 10, leads_unchanged: 0 },
    });
  });
});

describe("a promotion that dies", () => {
  it("between batches goes on where it was, and counts each row once", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(sql, broker, asRows(homes(10)));
    await promote(sql, upload, 3);
    const killed = await sql.reserve();
    await killed`begin`;
    await promote(killed, upload, 3);
    await killed`rollback`;
    killed.release();
    expect(await sql`select from intake.leads_staging where upload_id = ${upload}`).toHaveLength(7);
    expect(await promoteUpload(sql, upload, 3)).toMatchObject({
      status: "promoted",
      counts: { leads_new: 10, leads_unchanged: 0 },
    });
    const steps =
      await sql`select from public.pipeline_events where upload_id = ${upload} and stage in ('upserted', 'promoted')`;
    expect(steps).toHaveLength(11);
  });
});

describe("somebody who doesn't take turns", () => {
  it("and adds the same property meanwhile, is seen: no second lead, no failure", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(sql, broker, asRows(homes(5)));
    const met = await interleave(
      sql,
      (first) => first`
        insert into public.leads (broker_id, mak, tags) select b.id, ${home(3).mak}, '{theirs}' from public.brokers b where b.slug = ${broker}`,
      (second) => promote(second, upload),
    );
    expect(met).toMatchObject({
      waited: true,
      second: {
        status: "fulfilled",
        value: { status: "promoted", counts: { leads_new: 4, leads_changed: 1 } },
      },
    });
    expect(await leadsOf(sql, broker)).toHaveLength(5);
  });

  it("and changes a lead meanwhile, keeps what they wrote", async () => {
    const broker = await makeBroker(sql);
    await promoteUpload(sql, await stageUpload(sql, broker, asRows([{ ...home(1), tags: ["first"] }])));
    const upload = await stageUpload(sql, broker, asRows([{ ...home(1), tags: ["uploaded"] }]));
    const met = await interleave(
      sql,
      (first) => first`
        update public.leads l set tags = tags || '{written}'::text[], campaign_status = 'closed'
        from public.brokers b where b.id = l.broker_id and b.slug = ${broker}`,
      (second) => promote(second, upload),
    );
    expect(met.waited).toBe(true);
    expect(await leadsOf(sql, broker)).toMatchObject([
      { tags: ["first", "uploaded", "written"], campaign_status: "closed" },
    ]);
  });
});
