import type postgres from "postgres";

/** What a database keeps of one event, and what it did. */
export type Kept = {
  readonly receipts: number;
  /** Lines of the audit trail that say it was applied. */
  readonly applied: number;
  readonly status: string | null;
};

/** How often an event is kept and how often it was applied: once each, or something is wrong. */
export async function keptOf(sql: postgres.Sql, provider: string, eventId: string): Promise<Kept> {
  const [row] = await sql<Kept[]>`
    select count(distinct e.id)::int as receipts, count(p.*)::int as applied, min(e.status) as status
    from intake.webhook_events e
    left join public.pipeline_events p on p.webhook_event_id = e.id and p.stage = 'processed'
    where e.provider = ${provider} and e.event_id = ${eventId}`;
  return row ?? { receipts: 0, applied: 0, status: null };
}
