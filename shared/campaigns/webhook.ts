import type { Environment } from "../settings.ts";
import { brokerSetting } from "./broker-setting.ts";
import type { Campaign } from "./campaign.ts";
import type { AddressedLead, CampaignTool, ToolDependencies } from "./campaign-tool.ts";
import { postLead } from "./post-lead.ts";
import { isPublicAddress, type LookUp } from "./public-address.ts";
import { readWebhookKeys, webhookHeaders } from "../standard-webhooks/sign-webhook.ts";

/**
 * Any receiver of webhooks that are signed by Standard Webhooks: one for each lead. `webhook-id` is the same at each attempt, and
 * whoever receives one again must know it for the same. 2xx takes the lead, 410 pauses the campaign.
 */
export function webhookTool(
  environment: Environment,
  { fetch, now, lookUp }: ToolDependencies & { readonly lookUp: LookUp },
): CampaignTool {
  for (const [variable, value] of Object.entries(environment)) {
    if (/^CAMPAIGN_WEBHOOK_SECRET(?:_|$)/.test(variable) && value?.trim()) readWebhookKeys(variable, value);
  }
  // On a laptop the project itself is on this machine, and so may be what receives.
  const allowsThisMachine = ["127.0.0.1", "localhost"].includes(hostOf(environment.SUPABASE_URL));

  return async function toolOf(campaign) {
    const secret = brokerSetting(environment, "CAMPAIGN_WEBHOOK_SECRET", campaign.broker);
    if (secret === null || campaign.url === null) return { ok: false, code: "NOT_CONFIGURED" };
    const url = URL.canParse(campaign.url) ? new URL(campaign.url) : null;
    if (!url || !(await isPublicAddress(url, { lookUp, allowsThisMachine }))) {
      return { ok: false, code: "FORBIDDEN_ADDRESS" };
    }
    const keys = readWebhookKeys(secret.variable, secret.value);
    return {
      ok: true,
      handOver(lead) {
        const at = now();
        const body = bodyOf(campaign, lead, at);
        return postLead(fetch, { url, headers: webhookHeaders({ id: lead.key, body, at, keys }), body }, now);
      },
    };
  };
}

function hostOf(address: string | undefined): string {
  return address && URL.canParse(address) ? new URL(address).hostname : "";
}

function bodyOf({ campaign, externalId }: Campaign, lead: AddressedLead, at: Date): string {
  const { email, phone, full_name, given_name, family_name, street, unit, city, state, postal_code } = lead;
  const person = { email, phone, full_name, given_name, family_name, street, unit, city, state, postal_code };
  return JSON.stringify({
    type: "campaign.lead_added",
    timestamp: at.toISOString(),
    data: {
      campaign: externalId ?? String(campaign),
      lead: { ...person, unsubscribe_url: lead.unsubscribeUrl },
    },
  });
}
