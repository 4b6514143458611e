import type { Campaign } from "./campaign.ts";
import type { CampaignTool, HandOver } from "./campaign-tool.ts";

/** A campaign, and how its tool is handed a lead. */
export type ReadyCampaign = Pick<Campaign, "campaign"> & { readonly handOver: HandOver };

/** Those of the campaigns whose tool can be used; `fail` is told of the others. */
export async function readyCampaigns(
  campaigns: readonly Campaign[],
  toolOf: CampaignTool,
  fail: (campaign: number, code: string) => void,
): Promise<readonly ReadyCampaign[]> {
  const ready: ReadyCampaign[] = [];
  for (const campaign of campaigns) {
    const tool = await toolOf(campaign);
    if (tool.ok) ready.push({ campaign: campaign.campaign, handOver: tool.handOver });
    else fail(campaign.campaign, tool.code);
  }
  return ready;
}
