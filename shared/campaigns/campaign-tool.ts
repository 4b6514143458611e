import type { Campaign, ClaimedLead } from "./campaign.ts";
import type { Outcome } from "./outcome.ts";

/** A lead with an address, and a way to be left alone, to hand over. */
export type AddressedLead = ClaimedLead & { readonly email: string; readonly unsubscribeUrl: string };

/** Hands a lead to the tool behind a campaign, and says what came of it; never rejects. */
export type HandOver = (lead: AddressedLead) => Promise<Outcome>;

/** The tool of a campaign; or why there is none to hand leads to, as a code for the log. */
export type CampaignTool = (
  campaign: Campaign,
) => Promise<
  { readonly ok: true; readonly handOver: HandOver } | { readonly ok: false; readonly code: string }
>;

/** What a campaign tool takes from outside besides its settings. */
export type ToolDependencies = {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
};
