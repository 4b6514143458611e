import type postgres from "postgres";

/** A Thursday's noon in Los Angeles. */
export const thursday = new Date("2027-01-14T20:00:00Z");

/** So many hours after an instant. */
export function hoursAfter(instant: Date, hours: number): Date {
  return new Date(instant.getTime() + hours * 3600_000);
}

/** Empties what feeding campaigns touches. */
export async function emptyCampaigns(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    delete from intake.campaign_outbox;
    delete from intake.campaign_days;
    delete from intake.campaign_tools;
    delete from public.pipeline_events;
    delete from public.leads;
    delete from public.contacts;
    delete from public.campaigns;
    delete from public.holidays;
    delete from public.brokers;`);
}

/** Adds a broker in Los Angeles, or elsewhere; its id. */
export async function addBroker(sql: postgres.Sql, zone = "America/Los_Angeles"): Promise<number> {
  const [row] = await sql<{ id: string }[]>`
    insert into public.brokers (slug, name, time_zone) values (${`b-${crypto.randomUUID()}`}, 'B', ${zone})
    returning id`;
  return Number(row?.id);
}

/** What a campaign of these tests can differ in. */
export type CampaignFields = {
  readonly status?: string;
  readonly limit?: number;
  readonly destination?: "instantly" | "webhook";
  readonly url?: string;
};

/** Adds a campaign, active and of Instantly's unless said otherwise; its id. */
export async function addCampaign(
  sql: postgres.Sql,
  broker: number,
  { status = "active", limit = 250, destination = "instantly", url }: CampaignFields = {},
): Promise<number> {
  const name = crypto.randomUUID();
  const address = destination === "webhook" ? (url ?? "https://tool.example.com/leads") : null;
  const [row] = await sql<{ id: string }[]>`
    insert into public.campaigns (broker_id, name, status, daily_limit, destination, external_id, url)
    values (${broker}, ${name}, ${status}, ${limit}, ${destination}, ${name}, ${address})
    returning id`;
  return Number(row?.id);
}

/** Columns of a lead, as the table has them. */
export type LeadFields = Readonly<Record<string, string | number | boolean | null>>;

/** Adds a lead that may be contacted, unless its fields say otherwise; its id. */
export async function addLead(sql: postgres.Sql, broker: number, fields: LeadFields = {}): Promise<number> {
  const unique = crypto.randomUUID();
  const lead = {
    broker_id: broker,
    given_name: "Jane",
    email: `${unique}@example.com`,
    email_hash: unique,
    email_verified: true,
    consent: true,
    consent_at: "2027-01-01T00:00:00Z",
    address_hash: unique.replaceAll("-", "").repeat(2),
    ...fields,
  };
  const [row] = await sql<{ id: string }[]>`insert into public.leads ${sql(lead)} returning id`;
  return Number(row?.id);
}

/** Adds so many leads that may be contacted, each a person. */
export async function addLeads(sql: postgres.Sql, broker: number, count: number): Promise<void> {
  await sql`
    insert into public.leads (broker_id, email, email_hash, email_verified, consent, consent_at, address_hash, score)
    select ${broker}, h || '@example.com', h, true, true, '2027-01-01Z', encode(sha256(h::bytea), 'hex'), n % 101
    from generate_series(1, ${count}::int) as n, lateral (select n || '-' || gen_random_uuid() as h) as person`;
}

/** A campaign of a broker of its own, who has so many leads that may be contacted; its id. */
export async function campaignOf(sql: postgres.Sql, leads: number, limit: number): Promise<number> {
  const broker = await addBroker(sql);
  const campaign = await addCampaign(sql, broker, { limit });
  await addLeads(sql, broker, leads);
  await refresh(sql);
  return campaign;
}

/** Brings the view of contactable leads up to date; how many there are. */
export async function refresh(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<
    { answer: { rows: number } }[]
  >`select public.refresh_contactable_leads() as answer`;
  return row?.answer.rows ?? 0;
}

/** How far leads have come, by id. */
export async function leadStatuses(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ status: string }[]>`
    select campaign_status::text as status from public.leads order by id`;
  return rows.map(({ status }) => status);
}

/** The steps of the audit trail, in order. */
export async function stages(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ stage: string }[]>`select stage from public.pipeline_events order by id`;
  return rows.map(({ stage }) => stage);
}

/** The campaigns' outboxes, without what differs from run to run. */
export async function outbox(sql: postgres.Sql) {
  return await sql<
    { status: string; attempts: number; reason: string | null; day: string | null; in_flight: boolean }[]
  >`select status, attempts, reason, day::text, in_flight from intake.campaign_outbox order by id`;
}

/** The places that were used of each campaign's days, in order. */
export async function usedPlaces(sql: postgres.Sql): Promise<readonly (readonly [string, number])[]> {
  const rows = await sql<{ day: string; used: number }[]>`
    select day::text, used from intake.campaign_days order by campaign_id, day`;
  return rows.map(({ day, used }) => [day, used]);
}
