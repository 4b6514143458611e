import postgres from "postgres";
import type { LedgerLine } from "./ledger.ts";
import type { Run } from "./scenario.ts";

/** What the database holds of a run; whatever else is in it, from other runs or real senders, doesn't count. */
export async function readLedger(databaseUrl: string, { number }: Run): Promise<readonly LedgerLine[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  const ofRun = `%${number}%`;
  try {
    // Counts and sums of a demo fit a double; as numeric they would come as text.
    return await sql<LedgerLine[]>`
      with received as (
        -- Some senders' events have no id, and go by a digest: then the run's number is in what they say.
        select * from intake.webhook_events where event_id like ${ofRun} or payload::text like ${ofRun}
      ),
      people as (select distinct contact_id from public.contact_identities where value like ${ofRun}),
      lines (provider, what, which, amount, refunded) as (
        select provider, 'transactions', coalesce(currency, 'no currency') || ' ' || status, amount, refunded_amount
        from public.transactions where external_id like ${ofRun}
        union all
        select provider, 'subscriptions', coalesce(status, 'no status'), 0, 0
        from public.subscriptions where external_id like ${ofRun}
        union all
        select provider, 'registrations', kind || ' ' || status, 0, 0
        from public.registrations where external_id like ${ofRun}
        union all
        select provider, 'engagements', kind || ' ' || status, 0, 0
        from public.engagements where external_id like ${ofRun}
        union all
        select provider, 'products', '', 0, 0 from public.products where external_id like ${ofRun}
        union all
        select '', 'tags', case when ct.applied then 'applied' else 'taken off' end, 0, 0
        from public.contact_tags ct join public.tags t on t.id = ct.tag_id where t.name like ${ofRun}
        union all
        select provider, 'receipts', status, 0, 0 from received
        union all
        select e.provider, 'dead letters', d.reason, 0, 0
        from intake.pipeline_dlq d join received e on e.id = d.webhook_event_id
        union all
        select '', 'contacts', '', 0, 0 from people
        union all
        select '', 'addresses', c.email_status, 0, 0
        from public.contacts c join people p on p.contact_id = c.id where c.email_status <> 'active'
      )
      select provider, what, which, count(*)::float8 as count, sum(amount)::float8 as amount,
        sum(refunded)::float8 as refunded
      from lines group by provider, what, which`;
  } finally {
    await sql.end();
  }
}
