import type { HandOver } from "./campaign-tool.ts";
import type { ClaimedLead } from "./campaign.ts";
import type { SettledLead } from "./doors.ts";
import { outcome } from "./outcome.ts";

// Instantly allows a hundred requests a second; a receiver of webhooks may be a small machine.
const mostAtOnce = 8;
const mostFailuresInARow = 3;

/** A claimed lead with its link to unsubscribe; null where it has none. */
export type LinkedClaim = ClaimedLead & { readonly unsubscribeUrl: string | null };

/**
 * Hands claimed leads to their campaign's tool, some at a time, and says what came of each. Nobody is handed over who could not unsubscribe.
 *
 * None is begun when `mayBegin` says no any more, or when the tool isn't well: it said `later`, or took none of the last three.
 */
export async function handOverLeads(
  leads: readonly LinkedClaim[],
  handOver: HandOver,
  mayBegin: () => boolean,
): Promise<{ readonly settled: readonly SettledLead[]; readonly isToolWell: boolean }> {
  const settled: SettledLead[] = [];
  const waiting = [...leads];
  let failuresInARow = 0;
  let isToolWell = true;

  async function work(): Promise<void> {
    for (let lead = waiting.shift(); lead; lead = waiting.shift()) {
      const came = isToolWell && mayBegin() ? await attempt(lead, handOver) : "unsent";
      settled.push({ lead, outcome: came });
      if (came === "unsent") continue;
      failuresInARow = came.result === "taken" ? 0 : failuresInARow + 1;
      if (came.result === "later" || came.gone || failuresInARow === mostFailuresInARow) isToolWell = false;
    }
  }

  await Promise.all(Array.from({ length: Math.min(mostAtOnce, leads.length) }, work));
  return { settled, isToolWell };
}

async function attempt(lead: LinkedClaim, handOver: HandOver): Promise<SettledLead["outcome"]> {
  const { email, unsubscribeUrl } = lead;
  if (email === null) return outcome("refused", "NO_ADDRESS");
  return unsubscribeUrl === null ? "unsent" : await handOver({ ...lead, email, unsubscribeUrl });
}
