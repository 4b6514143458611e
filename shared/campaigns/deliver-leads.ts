import type { IssueLinks } from "../leads/consent-link.ts";
import type { ClaimedLead } from "./campaign.ts";
import { claimLeads, type SettledLead, settleLeads } from "./doors.ts";
import type { Failures, FeedingRun } from "./feeding-run.ts";
import { handOverLeads } from "./hand-over-leads.ts";
import type { ReadyCampaign } from "./ready-campaigns.ts";

// Small, because what a run that dies had claimed waits until its claim runs out.
const batch = 25;
// A lead takes some milliseconds of the two seconds of CPU time that the platform gives a request.
const mostLeads = 500;
// A claim holds for five minutes. An attempt that begins within one has long ended by then.
const longestClaimMilliseconds = 60_000;

/** What the leads that a run tried to deliver have come to: in their campaign, waiting for another attempt, or given up. */
export type Deliveries = { readonly fed: number; readonly waiting: number; readonly dead: number };

/**
 * Delivers what is due of the campaigns' outboxes, a batch of each in turn, until there is nothing, or the run has had its share of time
 * or leads. A campaign whose tool isn't well holds up no other, and waits for another run.
 */
export async function deliverLeads(
  run: FeedingRun,
  campaigns: readonly ReadyCampaign[],
  failures: Failures,
): Promise<Deliveries> {
  const counts = { fed: 0, waiting: 0, dead: 0 };
  let claimed = 0;
  let open = campaigns;
  while (open.length > 0) {
    const stillOpen: ReadyCampaign[] = [];
    for (const each of open) {
      if (claimed >= mostLeads || run.isTimeUp()) return counts;
      const mayHaveMore = await failures.survive(each.campaign, () => deliverBatch(each));
      if (mayHaveMore === true) stillOpen.push(each);
    }
    open = stillOpen;
  }
  return counts;

  async function deliverBatch({ campaign, handOver }: ReadyCampaign): Promise<boolean> {
    const claimedAt = run.now().getTime();
    const mayBegin = () => !run.isTimeUp() && run.now().getTime() - claimedAt < longestClaimMilliseconds;
    const leads = await claimLeads(run.rpc, campaign, batch);
    if (leads.length === 0) return false;
    claimed += leads.length;

    const links = await failures.survive(campaign, () => linksFor(leads));
    const linked = leads.map((each) => ({ ...each, unsubscribeUrl: links?.get(each.lead) ?? null }));
    const { settled, isToolWell } = await handOverLeads(linked, handOver, mayBegin);
    const { fed, waiting, dead } = await settleLeads(run.rpc, campaign, settled);
    counts.fed += fed;
    counts.waiting += waiting;
    counts.dead += dead;
    const code = firstFailure(settled);
    if (code !== null) failures.ofTool(campaign, code);
    return links !== null && isToolWell && leads.length === batch;
  }

  function linksFor(leads: readonly ClaimedLead[]): ReturnType<IssueLinks> {
    // A lead's key is the same at each attempt, and so is its link.
    const linked = leads.map(({ lead, key }) => ({ lead, occasion: key }));
    return run.issueLinks("unsubscribe", linked);
  }
}

/** A lead that the tool doesn't want is no failure of the run. */
function firstFailure(settled: readonly SettledLead[]): string | null {
  for (const { outcome } of settled) {
    if (outcome !== "unsent" && ["unknown", "later"].includes(outcome.result)) return outcome.code;
  }
  return null;
}
