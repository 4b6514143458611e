import type { AddressedLead } from "../../shared/campaigns/campaign-tool.ts";
import type { Campaign } from "../../shared/campaigns/campaign.ts";

/** A lead as it is claimed, with all that it can have. */
export function claimedLead(changed: Partial<AddressedLead> = {}): AddressedLead {
  return {
    lead: 12,
    key: "00000000-0000-4000-8000-00000000000a",
    attempt: 1,
    email: "jane@example.com",
    phone: "+15550100001",
    full_name: "Jane Doe",
    given_name: "Jane",
    family_name: "Doe",
    street: "1 MAIN ST",
    unit: "APT 2",
    city: "LOS ANGELES",
    state: "CA",
    postal_code: "90001",
    unsubscribeUrl: "https://links.example.com/consent/unsubscribe.12",
    ...changed,
  };
}

/** A campaign of a broker in Instantly, or as said. */
export function campaignToFeed(changed: Partial<Campaign> = {}): Campaign {
  return {
    campaign: 7,
    broker: "west-homes",
    destination: "instantly",
    externalId: "c7c1103b-0185-4a6b-ba08-e925bc5ca574",
    url: null,
    hasWaiting: true,
    ...changed,
  };
}
