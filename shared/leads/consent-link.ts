import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { z } from "zod/v3";
import type { ConsentSettings } from "../consent/consent-settings.ts";
import type { ConsentPurpose } from "../consent/consent-token.ts";
import { nonceHash } from "../consent/nonce-hash.ts";
import { signConsentToken } from "../consent/sign-consent-token.ts";
import type { Rpc } from "../database/rpc.ts";
import { hmac } from "../verification/hmac.ts";

/** A lead that a link is made for. */
export type LinkedLead = {
  readonly lead: number;
  /** Beyond guessing, as an idempotency key: for the same one it is the same link again. Without one it is another each time. */
  readonly occasion?: string;
};

/** Makes a link for each of these leads; one who isn't there, or was erased, gets none. At most 1000 at once. */
export type IssueLinks = (
  purpose: ConsentPurpose,
  leads: readonly LinkedLead[],
) => Promise<ReadonlyMap<number, string>>;

const day = 86_400;
const month = 30 * day;
const expiries: Readonly<Record<ConsentPurpose, (now: number) => number>> = {
  consent: (now) => now + month,
  // Whoever sends has to honour an unsubscription for a month after the last message at least (16 CFR 316.4). Within a month it is
  // the same instant, and so the same link.
  unsubscribe: (now) => Math.ceil((now + 400 * day) / month) * month,
};

const issuedLeads = z.array(z.number());

/** The maker of the links by which leads agree, or unsubscribe. A link holds once this has resolved, and not before. */
export function consentLinks(
  { keys: [key], publicUrl }: Pick<ConsentSettings, "keys" | "publicUrl">,
  rpc: Rpc,
  now: () => Date,
): IssueLinks {
  const mac = hmac("sha256", key);
  const nonceOf = (purpose: ConsentPurpose, { lead, occasion }: LinkedLead) => {
    if (occasion === undefined) return randomBytes(16).toString("base64url");
    const digest = mac(["sluice consent nonce: ", `${purpose}.${lead}.${occasion}`]);
    return Buffer.from(digest.subarray(0, 16)).toString("base64url");
  };

  return async function issue(purpose, leads) {
    const expiresAt = expiries[purpose](Math.floor(now().getTime() / 1000));
    const tokens = leads.map((each) => {
      return { purpose, lead: each.lead, nonce: nonceOf(purpose, each), expiresAt };
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
