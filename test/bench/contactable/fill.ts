import postgres from "postgres";

/** How many brokers share the leads, each with a campaign of 250 a day. */
export const brokers = 20;

/**
 * Puts so many leads into a database, of persons who often own several properties: most have consented and are verified, one in
 * twenty is in a campaign, some of the contacts behind them have unsubscribed.
 */
export async function fillWithLeads(databaseUrl: string, count: number): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await sql`
      insert into public.brokers (slug, name) select 'broker-' || n, 'Broker' from generate_series(1, ${brokers}::int) as n`;
    await sql`
      insert into public.campaigns (broker_id, name, status, destination, external_id)
      select id, 'Spring', 'active', 'instantly', slug from public.brokers`;
    await sql`
      insert into public.contacts (email_status, first_seen_at)
      select case when n % 5 = 0 then 'unsubscribed' else 'active' end, now()
      from generate_series(1, ${Math.ceil(count / 50)}::int) as n`;
    const [first] = await sql<{ broker: string; contact: string }[]>`
      select (select min(id) from public.brokers) as broker, (select min(id) from public.contacts) as contact`;
    // A person owns one property or two, and they are a broker's. The hash is as long as the real one, and as far from any order.
    await sql`
      insert into public.leads (
        broker_id, contact_id, given_name, email, email_hash, email_verified, consent, consent_at, score, campaign_status,
        address_hash, created_at, street, city, state, postal_code
      )
      select ${Number(first?.broker)}::bigint + person % ${brokers}::int,
        case when n % 50 = 0 then ${Number(first?.contact)}::bigint + n / 50 - 1 end,
        'Jane', person || '@example.com', encode(sha256(person::text::bytea), 'hex'), n % 10 <> 0, n % 7 <> 0, now(), n * 37 % 101,
        case when n % 20 = 0 then 'active' else 'new' end::public.campaign_status,
        encode(sha256(('address ' || n)::bytea), 'hex'), now() - n * interval '1 minute', n || ' MAIN ST', 'LOS ANGELES', 'CA', '90001'
      from generate_series(1, ${count}::int) as n, lateral (select n::bigint * 4 / 5 as person) as owner`;
    await sql`vacuum (analyze) public.leads, public.contacts`;
  } finally {
    await sql.end();
  }
}
