import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { z } from "zod/v3";
import type { ConsentSettings } from "../consent/consent-settings.ts";
import type { ConsentPurpose } from "../consent/consent-token.ts";
import { nonceHash } from "../consent/nonce-hash.ts";
import { signConsentToken } from "../consent/sign-consent-token.ts";
import type { Rpc } from "../database/rpc.ts";

/** Makes a link for each of these leads; one who isn't there, or was erased, gets none. At most 1000 at once. */
export type IssueLinks = (
  purpose: ConsentPurpose,
  leads: readonly number[],
) => Promise<ReadonlyMap<number, string>>;

const day = 86_400;
// Whoever sends has to honour an unsubscription for a month after the last message at least (16 CFR 316.4).
const lifetimes: Readonly<Record<ConsentPurpose, number>> = { consent: 30 * day, unsubscribe: 400 * day };

const issuedLeads = z.array(z.number());

/** The maker of the links by which leads agree, or unsubscribe. A link holds once this has resolved, and not before. */
export function consentLinks(
  { keys: [key], publicUrl }: Pick<ConsentSettings, "keys" | "publicUrl">,
  rpc: Rpc,
  now: () => Date,
): IssueLinks {
  return async function issue(purpose, leads) {
    const expiresAt = Math.floor(now().getTime() / 1000) + lifetimes[purpose];
    const tokens = leads.map((lead) => {
      return { purpose, lead, nonce: Buffer.from(randomBytes(16)).toString("base64url"), expiresAt };
    });
    const links = tokens.map(({ lead, nonce }) => {
      return { lead, nonce_hash: nonceHash(nonce), expires_at: new Date(expiresAt * 1000).toISOString() };
    });
    const issued = new Set(issuedLeads.parse(await rpc("issue_consent_links", { purpose, links })));
    return new Map(
      tokens
        .filter(({ lead }) => issued.has(lead))
        .map((token) => [token.lead, `${publicUrl}/consent/${signConsentToken(token, key)}`]),
    );
  };
}
