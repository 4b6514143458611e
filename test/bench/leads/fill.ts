import postgres from "postgres";

/** The columns of a staged row, as intake.leads_staging has them, for row `n` of a made-up list, apart from upload and line. */
const columns = `
  full_name, given_name, family_name, email, phone, phone_sent, street, unit, city, state, postal_code, county, property_type, bedrooms,
  bathrooms, living_area_sqft, year_built, estimated_value_amount, estimated_value_currency, owner_occupied, tags, mak, apn, apn_county,
  address_hash, email_hash, email_verified, email_verification_codes, consent, consent_at, consent_source, score`;
const values = `
  'Person ' || n, 'Person', 'Number ' || n, 'person' || n || '@example.com', '+1310' || lpad((n % 10000000)::text, 7, '0'), '(310) ' || n,
  n || ' MAIN ST', 'APT ' || n % 50, 'LOS ANGELES', 'CA', lpad((90000 + n % 999)::text, 5, '0'), 'LOS ANGELES', 'single_family', 3, 2.5,
  1800 + n % 500, 1950 + n % 70, (500000 + n) * 100::bigint, 'USD', n % 2 = 0, array['absentee', 'high-equity'], (1000000000 + n)::text,
  lpad(n::text, 10, '0'), 'CA/LOS ANGELES',
  encode(sha256(convert_to(n || ' MAIN ST|# ' || n % 50 || '|' || lpad((90000 + n % 999)::text, 5, '0'), 'UTF8')), 'hex'),
  encode(sha256(convert_to('person' || n, 'UTF8')), 'hex'), n % 3 > 0, case when n % 3 > 0 then '{ES01}'::text[] else '{}' end,
  n % 3 > 0, case when n % 3 > 0 then timestamptz '2026-01-01Z' end, case when n % 3 > 0 then 'web' end, n % 100`;

/** Makes a broker with `count` leads, all but the last of which are none of the lists below; its id. */
export async function fillWithLeads(databaseUrl: string, count: number): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await sql`insert into public.brokers (slug, name) values ('acme', 'Acme')`;
    await sql.unsafe(
      `insert into public.leads (broker_id, ${columns})
       select b.id, ${values} from public.brokers b, generate_series(1, ${count}) as n where b.slug = 'acme'`,
    );
    await sql`vacuum (analyze) public.leads`;
  } finally {
    await sql.end();
  }
}

/** Stages rows `from` to `until` of the list as an upload of Acme's; its id. */
export async function stageRows(sql: postgres.Sql, from: number, until: number): Promise<string> {
  const [upload] = await sql<{ id: string }[]>`
    insert into public.lead_uploads (broker_id, format, status, staged_at, rows_read)
    select id, 'csv', 'staged', now(), ${until - from + 1} from public.brokers where slug = 'acme' returning id`;
  if (!upload) throw new Error("no upload was made");
  await sql.unsafe(
    `insert into intake.leads_staging (upload_id, line, ${columns})
     select '${upload.id}', n - ${from} + 2, ${values} from generate_series(${from}, ${until}) as n`,
  );
  return upload.id;
}
