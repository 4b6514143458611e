import { readApiAddress } from "../http/api-address.ts";
import type { Environment } from "../settings.ts";
import { brokerSetting } from "./broker-setting.ts";
import type { AddressedLead, CampaignTool, ToolDependencies } from "./campaign-tool.ts";
import { postLead } from "./post-lead.ts";

/**
 * Instantly's API, version 2: https://developer.instantly.ai/api-reference/lead
 *
 * It takes no idempotency key. What keeps a lead from entering twice is that it knows the address again (`skip_if_in_campaign`), and
 * answers as if it had taken it; where it answers that there is a duplicate, that is as good.
 */
export function instantlyTool(environment: Environment, { fetch, now }: ToolDependencies): CampaignTool {
  const address = readApiAddress("INSTANTLY_API_URL", environment.INSTANTLY_API_URL, [
    "https://api.instantly.ai",
  ]);
  for (const [variable, value] of Object.entries(environment)) {
    if (/^INSTANTLY_API_KEY(?:_|$)/.test(variable) && value?.trim()) requireKey(variable, value.trim());
  }
  const url = new URL("/api/v2/leads", address);

  return async function toolOf({ broker, externalId }) {
    const key = brokerSetting(environment, "INSTANTLY_API_KEY", broker);
    if (key === null || externalId === null) return { ok: false, code: "NOT_CONFIGURED" };
    const headers = { authorization: `Bearer ${key.value}` };
    return {
      ok: true,
      handOver: (lead) =>
        postLead(fetch, { url, headers, body: bodyOf(externalId, lead), saysItHasIt: isDuplicate }, now),
    };
  };
}

function requireKey(variable: string, key: string): void {
  if (!/^[\x21-\x7e]{1,512}$/.test(key)) throw new Error(`${variable} must be a key of visible characters.`);
}

/** What is null is left out: Instantly would write it into a message. */
function bodyOf(campaign: string, lead: AddressedLead): string {
  return JSON.stringify({
    campaign,
    email: lead.email,
    first_name: lead.given_name ?? lead.full_name?.split(" ")[0],
    last_name: lead.family_name ?? undefined,
    phone: lead.phone ?? undefined,
    custom_variables: {
      street: lead.street ?? undefined,
      unit: lead.unit ?? undefined,
      city: lead.city ?? undefined,
      state: lead.state ?? undefined,
      postal_code: lead.postal_code ?? undefined,
      unsubscribe_url: lead.unsubscribeUrl,
      sluice_key: lead.key,
    },
    skip_if_in_campaign: true,
  });
}

function isDuplicate(refusal: string): boolean {
  return /duplicate|already (?:exists?|in)\b/i.test(refusal);
}
