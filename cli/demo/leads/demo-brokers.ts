import postgres from "postgres";
import type { Run } from "../scenario.ts";

/** A broker of the demo, its campaign of this run, and somebody who works there. */
export type DemoBroker = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly campaign: { readonly id: number; readonly externalId: string };
  /** The id of its member, as in `auth.users`. */
  readonly member: string;
};

/** The brokers that play, by slug; the second is there to see nothing of the first. */
export type DemoBrokers = {
  readonly harbor: DemoBroker;
  readonly summit: DemoBroker;
  /** Somebody who may see everything. */
  readonly staff: string;
};

/** Makes the demo's brokers, unless an earlier run has, and a campaign for this run whose leads go to `toolUrl`. */
export async function demoBrokers(databaseUrl: string, run: Run, toolUrl: string): Promise<DemoBrokers> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    return {
      harbor: await makeBroker(sql, { slug: "demo-harbor", name: "Harbor Homes", run, toolUrl }),
      summit: await makeBroker(sql, { slug: "demo-summit", name: "Summit Estates", run, toolUrl }),
      staff: await makeStaff(sql),
    };
  } finally {
    await sql.end();
  }
}

type Making = {
  readonly slug: string;
  readonly name: string;
  readonly run: Run;
  readonly toolUrl: string;
};

async function makeBroker(sql: postgres.Sql, { slug, name, run, toolUrl }: Making): Promise<DemoBroker> {
  // A demo is shown on any day of the week. A number that an earlier run's campaign has left open is not this run's.
  const [broker] = await sql<{ id: string }[]>`
    insert into public.brokers (slug, name, campaign_weekdays) values (${slug}, ${name}, '{1,2,3,4,5,6,7}')
    on conflict on constraint brokers_once do update set campaign_weekdays = excluded.campaign_weekdays
    returning id`;
  if (!broker) throw new Error(`the broker ${slug} was not made`);
  await sql`
    update public.campaigns set status = 'ended'
    where broker_id = ${broker.id} and status <> 'ended' and name like 'Demo %'`;
  const externalId = `${slug}-${run.number}`;
  const [campaign] = await sql<{ id: string }[]>`
    insert into public.campaigns (broker_id, name, status, destination, url, external_id)
    values (${broker.id}, ${`Demo ${run.number}`}, 'active', 'webhook', ${toolUrl}, ${externalId})
    returning id`;
  if (!campaign) throw new Error(`the campaign of ${slug} was not made`);
  const member = crypto.randomUUID();
  await sql`insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${broker.id})`;
  return { id: Number(broker.id), slug, name, campaign: { id: Number(campaign.id), externalId }, member };
}

async function makeStaff(sql: postgres.Sql): Promise<string> {
  const staff = crypto.randomUUID();
  await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;
  return staff;
}
