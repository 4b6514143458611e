import type postgres from "postgres";

/** A broker of its own, without any rows yet. */
export async function addBroker(sql: postgres.ISql, slug: string = crypto.randomUUID()): Promise<string> {
  const [broker] = await sql<{ id: string }[]>`
    insert into public.brokers (slug, name) values (${slug}, ${slug}) returning id`;
  if (!broker) throw new Error("no broker was made");
  return broker.id;
}

/** A campaign that its tool knows as `externalId`. */
export async function addCampaign(sql: postgres.ISql, broker: string, externalId: string): Promise<string> {
  const [campaign] = await sql<{ id: string }[]>`
    insert into public.campaigns (broker_id, name, status, destination, external_id)
    values (${broker}, ${externalId}, 'active', 'instantly', ${externalId}) returning id`;
  if (!campaign) throw new Error("no campaign was made");
  return campaign.id;
}

/** Columns of public.leads. */
export type LeadColumns = Readonly<Record<string, postgres.SerializableParameter>>;

/** A lead as an upload leaves it: there, and settled with what is known of its person. */
export async function addLead(sql: postgres.Sql, broker: string, columns: LeadColumns): Promise<string> {
  return await sql.begin(async (transaction) => {
    const [lead] = await transaction<{ id: string }[]>`
      insert into public.leads ${transaction({ broker_id: broker, ...(await hashOf(transaction, columns)), ...columns })}
      returning id`;
    if (!lead) throw new Error("no lead was made");
    await transaction`select intake.settle_leads(array[${lead.id}::bigint])`;
    return lead.id;
  });
}

/** What an address is looked up by, of a lead that states one. */
async function hashOf(sql: postgres.ISql, { email }: LeadColumns): Promise<LeadColumns> {
  if (email === undefined) return {};
  const [row] = await sql<{ email_hash: string }[]>`select public.hash_email(${email}) as email_hash`;
  return { ...row };
}

/** The steps that the audit trail has of a lead, in the order of the alphabet. */
export async function stepsOf(sql: postgres.ISql, lead: string): Promise<readonly string[]> {
  const steps = await sql<{ stage: string }[]>`
    select stage from public.pipeline_events where lead_id = ${lead} order by stage`;
  return steps.map(({ stage }) => stage);
}

/** How an address is kept of leads whose broker has it encrypted. */
export async function encrypted(sql: postgres.Sql, email: string): Promise<LeadColumns> {
  const [columns] = await sql<{ email_encrypted: string; email_hash: string }[]>`
    select public.encrypt_email(${email}) as email_encrypted, public.hash_email(${email}) as email_hash`;
  if (!columns) throw new Error("nothing was encrypted");
  return columns;
}
