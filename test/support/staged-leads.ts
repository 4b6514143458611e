import type postgres from "postgres";
import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import { sqlRpc } from "./sql-rpc.ts";

/** A lead as the doors take it: fields named as the columns of `leads`, and what a verification service said. */
export type StatedLead = Readonly<Record<string, unknown>>;

/** A row of an upload as `stage_leads` takes it. */
export type StagedRow = {
  readonly line: number;
  readonly lead: StatedLead | null;
  readonly problems?: readonly { readonly column: string; readonly reason: string }[];
  readonly source?: Readonly<Record<string, unknown>>;
};

const promotion = z.object({
  status: z.string(),
  counts: z.object({
    rows_read: z.number(),
    rows_refused: z.number(),
    leads_new: z.number(),
    leads_changed: z.number(),
    leads_unchanged: z.number(),
    conflicts: z.number(),
  }),
});
/** How far an upload has come. */
export type Promotion = z.output<typeof promotion>;

/** Makes a broker; its slug. */
export async function makeBroker(sql: postgres.Sql, { encrypts = false } = {}): Promise<string> {
  const slug = `broker-${crypto.randomUUID().slice(0, 8)}`;
  await sql`insert into public.brokers (slug, name, encrypts_emails) values (${slug}, ${slug}, ${encrypts})`;
  return slug;
}

/** Claims an upload of a content that nobody else has; its id. */
export async function claimUpload(rpc: Rpc, broker: string): Promise<string> {
  const answer = await rpc("claim_lead_upload", {
    broker,
    webhook_id: crypto.randomUUID(),
    content_sha256: crypto.randomUUID().replaceAll("-", "").repeat(2),
    file_name: "leads.csv",
    format: "csv",
  });
  return z.object({ claimed: z.literal(true), upload: z.string().uuid() }).parse(answer).upload;
}

/** Leads as rows of a file, from its second line on. */
export function asRows(leads: readonly StatedLead[]): readonly StagedRow[] {
  return leads.map((lead, index) => ({ line: index + 2, lead, problems: [] }));
}

/** Claims an upload and stages its rows; its id. */
export async function stageUpload(
  sql: postgres.Sql,
  broker: string,
  rows: readonly StagedRow[],
): Promise<string> {
  const rpc = sqlRpc(sql);
  const upload = await claimUpload(rpc, broker);
  await rpc("stage_leads", { upload, rows });
  await rpc("complete_lead_staging", { upload, rows_read: rows.length });
  return upload;
}

/** Promotes an upload to its end, `batch` rows a call. */
export async function promoteUpload(sql: postgres.Sql, upload: string, batch = 1000): Promise<Promotion> {
  const rpc = sqlRpc(sql);
  for (;;) {
    const answer = promotion.parse(await rpc("promote_staged_leads", { upload, batch }));
    if (answer.status !== "staged") return answer;
  }
}

/** A whole upload, from claim to promoted. */
export async function uploadLeads(
  sql: postgres.Sql,
  broker: string,
  leads: readonly StatedLead[],
  batch?: number,
): Promise<Promotion> {
  return await promoteUpload(sql, await stageUpload(sql, broker, asRows(leads)), batch);
}

/** The leads of a broker, in the order in which they came. */
export async function leadsOf(sql: postgres.Sql, broker: string): Promise<readonly postgres.Row[]> {
  return await sql`
    select l.* from public.leads l join public.brokers b on b.id = l.broker_id where b.slug = ${broker} order by l.id`;
}
