import type postgres from "postgres";
import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import { campaignOf } from "./campaigns.ts";

const claimed = z.array(
  z.object({ key: z.string(), attempt: z.number(), email: z.string().nullable() }).passthrough(),
);

/** A lead as it was claimed. */
export type Claimed = z.output<typeof claimed>[number];

/** What more there is to say when leads are settled. */
export type Settlement = {
  readonly code?: string | null;
  readonly pause?: number | null;
  readonly gone?: boolean;
};

/** Claims leads of a campaign by way of a door. */
export async function claim(rpc: Rpc, campaign: number, batch = 100): Promise<readonly Claimed[]> {
  return claimed.parse(await rpc("claim_campaign_leads", { campaign, batch }));
}

/** Settles leads of a campaign, all with the same result. */
export async function settle(
  rpc: Rpc,
  campaign: number,
  leads: readonly Claimed[],
  result: string,
  { code = null, pause = null, gone = false }: Settlement = {},
): Promise<unknown> {
  return await rpc("settle_campaign_leads", {
    campaign,
    outcomes: leads.map(({ key, attempt }) => ({ key, attempt, result, code })),
    pause_seconds: pause,
    gone,
  });
}

/** A campaign with so many leads in its outbox, as many as its number unless said otherwise. */
export async function campaignWith(
  sql: postgres.Sql,
  rpc: Rpc,
  count: number,
  limit = count,
): Promise<number> {
  const campaign = await campaignOf(sql, count, limit);
  await rpc("queue_campaign_leads", { campaign, batch: 1000 });
  return campaign;
}
