import type postgres from "postgres";
import { describe, expect, it } from "vitest";
import { interleave } from "../../support/database-races.ts";
import { sqlstate } from "../../support/database-errors.ts";
import { testDatabase } from "../../support/database.ts";
import { asRows, claimUpload, makeBroker, promoteUpload, stageUpload } from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = { street: "1 MAIN ST", postal_code: "90210" };

const claim = (broker: string, webhook_id: string, content_sha256: string) =>
  rpc("claim_lead_upload", { broker, webhook_id, content_sha256, file_name: "leads.csv", format: "csv" });
const sha = (digit: string) => digit.repeat(64);

describe("claiming an upload", () => {
  it("refuses a broker that nobody knows", async () => {
    expect(await claim("nobody", "msg_1", sha("a"))).toEqual({ claimed: false, reason: "unknown-broker" });
  });

  it("refuses the same id and the same content, with when it was first seen and in which upload", async () => {
    const broker = await makeBroker(sql);
    const first = await claim(broker, "msg_1", sha("a"));
    expect(first).toMatchObject({ claimed: true });
    const { upload } = first as { upload: string };
    const seen = { claimed: false, reason: "seen", upload, first_seen_at: expect.any(String) as string };
    expect(await claim(broker, "msg_1", sha("b"))).toEqual(seen);
    expect(await claim(broker, "msg_2", sha("a"))).toEqual(seen);
    expect(await claim(broker, "msg_2", sha("A"))).toEqual(seen);
    expect(await sql`select from public.lead_uploads where id = ${upload}`).toHaveLength(1);
  });

  it("leaves nothing behind of a claim that was refused", async () => {
    const broker = await makeBroker(sql);
    await claim(broker, "msg_1", sha("a"));
    await claim(broker, "msg_2", sha("a"));
    expect(await claim(broker, "msg_2", sha("b"))).toMatchObject({ claimed: true });
  });

  it("lets two brokers send the same", async () => {
    const [one, other] = [await makeBroker(sql), await makeBroker(sql)];
    expect(await claim(one, "msg_1", sha("a"))).toMatchObject({ claimed: true });
    expect(await claim(other, "msg_1", sha("a"))).toMatchObject({ claimed: true });
  });

  it("takes the same again after seven days", async () => {
    const broker = await makeBroker(sql);
    await claim(broker, "msg_1", sha("a"));
    await sql`
      update intake.ingest_replay_guard set first_seen_at = now() - interval '8 days', expires_at = now() - interval '1 day'`;
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: true });
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: false });
  });

  it("gives two who send the same at once one upload", async () => {
    const broker = await makeBroker(sql);
    const call = (connection: postgres.ISql, id: string) => connection<{ answer: unknown }[]>`
      select public.claim_lead_upload(${broker}, ${id}, ${sha("a")}, 'leads.csv', 'csv') as answer`;
    const met = await interleave(
      sql,
      (first) => call(first, "msg_1"),
      (second) => call(second, "msg_2"),
    );
    expect(met.waited).toBe(true);
    expect(met.first[0]?.answer).toMatchObject({ claimed: true });
    expect(met.second).toMatchObject({
      status: "fulfilled",
      value: [{ answer: { claimed: false, reason: "seen" } }],
    });
  });
});

describe("an upload that is given up", () => {
  it("may be sent again, and its rows are gone", async () => {
    const broker = await makeBroker(sql);
    const { upload } = (await claim(broker, "msg_1", sha("a"))) as { upload: string };
    await rpc("stage_leads", { upload, rows: asRows([home]) });
    expect(await rpc("abandon_lead_upload", { upload })).toEqual({ status: "failed" });
    expect(await sql`select from intake.leads_staging where upload_id = ${upload}`).toHaveLength(0);
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: true });
  });

  it("takes no more rows", async () => {
    const broker = await makeBroker(sql);
    const upload = await claimUpload(rpc, broker);
    await rpc("abandon_lead_upload", { upload });
    expect(await sqlstate(rpc("stage_leads", { upload, rows: asRows([home]) }))).toBe("SL022");
    expect(await sqlstate(rpc("complete_lead_staging", { upload, rows_read: 1 }))).toBe("SL022");
  });

  it("can't be one that is staged already", async () => {
    const broker = await makeBroker(sql);
    const upload = await stageUpload(sql, broker, asRows([home]));
    expect(await rpc("abandon_lead_upload", { upload })).toEqual({ status: "staged" });
    expect(await promoteUpload(sql, upload)).toMatchObject({ status: "promoted", counts: { leads_new: 1 } });
  });

  const unheardFor = (upload: string, seconds: number) => sql`
    update public.lead_uploads set last_heard_at = now() - make_interval(secs => ${seconds}) where id = ${upload}`;

  it("is every one whose receiver wasn't heard of for 90 seconds, and its claim is taken over", async () => {
    const broker = await makeBroker(sql);
    const { upload } = (await claim(broker, "msg_1", sha("a"))) as { upload: string };
    await unheardFor(upload, 80);
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: false });
    await unheardFor(upload, 91);
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: true });
    expect(await rpc("get_lead_upload", { upload })).toMatchObject({ status: "failed" });
  });

  it("is none whose rows are still coming, however long ago it began", async () => {
    const broker = await makeBroker(sql);
    const { upload } = (await claim(broker, "msg_1", sha("a"))) as { upload: string };
    await sql`update public.lead_uploads set received_at = now() - interval '10 minutes' where id = ${upload}`;
    await unheardFor(upload, 80);
    await rpc("stage_leads", { upload, rows: asRows([home]) });
    const [heard] =
      await sql`select now() - last_heard_at < interval '10 seconds' as now from public.lead_uploads where id = ${upload}`;
    expect(heard).toEqual({ now: true });
    expect(await claim(broker, "msg_1", sha("a"))).toMatchObject({ claimed: false });
  });

  it("isn't held alone by each batch: two of them are staged at once", async () => {
    const upload = await claimUpload(rpc, await makeBroker(sql));
    const stage = (line: number) => (connection: postgres.ISql) => connection`
      select public.stage_leads(${upload}, ${JSON.stringify([{ line, lead: { mak: `100000000${line}` } }])}::text::json)`;
    const { second, waited } = await interleave(sql, stage(2), stage(3));
    expect([second.status, waited]).toEqual(["fulfilled", false]);
  });
});

describe("unfinished uploads", () => {
  it("are those that were staged two minutes ago, after those that died while receiving were failed", async () => {
    const broker = await makeBroker(sql);
    const fresh = await stageUpload(sql, broker, asRows([home]));
    const left = await stageUpload(sql, broker, asRows([home]));
    const dead = await claimUpload(rpc, broker);
    await sql`update public.lead_uploads set staged_at = now() - interval '3 minutes' where id = ${left}`;
    await sql`update public.lead_uploads set last_heard_at = now() - interval '91 seconds' where id = ${dead}`;
    const unfinished = await rpc("list_unfinished_uploads", {});
    expect(unfinished).toContain(left);
    expect(unfinished).not.toContain(fresh);
    expect(await rpc("get_lead_upload", { upload: dead })).toMatchObject({ status: "failed" });
  });

  it("aren't found where there is no such upload", async () => {
    expect(await rpc("get_lead_upload", { upload: crypto.randomUUID() })).toBeNull();
    expect(await rpc("promote_staged_leads", { upload: crypto.randomUUID(), batch: 10 })).toBeNull();
    expect(await rpc("abandon_lead_upload", { upload: crypto.randomUUID() })).toBeNull();
  });
});
