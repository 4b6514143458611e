import { z } from "zod/v3";
import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import type { Rpc } from "../database/rpc.ts";
import type { Campaign, ClaimedLead } from "./campaign.ts";
import type { Outcome } from "./outcome.ts";

const campaigns = z.array(
  z
    .object({
      campaign: z.number().int(),
      broker: z.string(),
      destination: z.enum(["instantly", "webhook"]),
      external_id: z.string().nullable(),
      url: z.string().nullable(),
      has_waiting: z.boolean(),
    })
    .transform(({ external_id: externalId, has_waiting: hasWaiting, ...rest }) => ({
      ...rest,
      externalId,
      hasWaiting,
    })),
);

const text = z.string().nullable();
const claimedLeads = z.array(
  z.object({
    lead: z.number().int(),
    key: z.string().uuid(),
    attempt: z.number().int(),
    email: text,
    phone: text,
    full_name: text,
    given_name: text,
    family_name: text,
    street: text,
    unit: text,
    city: text,
    state: text,
    postal_code: text,
  }),
);

const queued = z.object({ queued: z.number().int() });
const settled = z.object({ fed: z.number().int(), waiting: z.number().int(), dead: z.number().int() });

/** The campaigns that leads may enter now: active, on a weekday that is no holiday, and their tool wants no pause. */
export async function campaignsToFeed(rpc: Rpc): Promise<readonly Campaign[]> {
  return campaigns.parse(await rpc("campaigns_to_feed", {}));
}

/** Takes leads for a campaign into its outbox, as many as its day has room for and `batch` at most; how many they were. */
export async function queueLeads(rpc: Rpc, campaign: number, batch: number): Promise<number> {
  return queued.parse(await rpc("queue_campaign_leads", { campaign, batch })).queued;
}

/** Takes leads that are due from a campaign's outbox; nobody else gets them for five minutes. */
export async function claimLeads(rpc: Rpc, campaign: number, batch: number): Promise<readonly ClaimedLead[]> {
  return claimedLeads.parse(await rpc("claim_campaign_leads", { campaign, batch }));
}

/** What came of a claimed lead; `unsent` when it was not even tried. */
export type SettledLead = {
  readonly lead: Pick<ClaimedLead, "key" | "attempt">;
  readonly outcome: Outcome | "unsent";
};

/** Notes what came of a campaign's claimed leads; how many of them are in it now, wait, or were given up. */
export async function settleLeads(
  rpc: Rpc,
  campaign: number,
  leads: readonly SettledLead[],
): Promise<z.output<typeof settled>> {
  const told = leads.flatMap(({ outcome }) => (outcome === "unsent" ? [] : [outcome]));
  const pauses = told.flatMap(({ pauseSeconds }) => (pauseSeconds === null ? [] : [pauseSeconds]));
  const args = {
    campaign,
    outcomes: leads.map(({ lead: { key, attempt }, outcome }) =>
      outcome === "unsent"
        ? { key, attempt, result: "unsent", code: null }
        : { key, attempt, result: outcome.result, code: outcome.code },
    ),
    // The door caps it at a day.
    pause_seconds: pauses.length > 0 ? Math.min(Math.max(...pauses), 86_400) : null,
    gone: told.some(({ gone }) => gone),
  };
  const settle = async () => settled.parse(await rpc("settle_campaign_leads", args));
  return await settle().catch((thrown: unknown) => {
    // What the tool was given must not be forgotten for a moment's trouble, and saying it twice does no harm.
    if (thrown instanceof DatabaseUnavailable) return settle();
    throw thrown;
  });
}
