import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";
import type { ConsentToken } from "./consent-token.ts";
import { nonceHash } from "./nonce-hash.ts";

/** What a link shows. */
export type ShownLink = {
  readonly broker: string;
  /** What is agreed to; null where one unsubscribes. */
  readonly text: { readonly version: string; readonly body: string } | null;
};

/** What came of redeeming a link. */
export type RedeemedLink = { readonly broker: string; readonly status: "consented" | "unsubscribed" };

/** What the database knows of links; null for one that isn't, or isn't any more, to be redeemed. */
export type ConsentDoor = {
  readonly show: (token: ConsentToken) => Promise<ShownLink | null>;
  readonly redeem: (token: ConsentToken, address: string | null) => Promise<RedeemedLink | null>;
};

const shown = z
  .object({ broker: z.string(), text: z.object({ version: z.string(), body: z.string() }).nullable() })
  .nullable();
const redeemed = z.object({ broker: z.string(), status: z.enum(["consented", "unsubscribed"]) }).nullable();

/** The two doors of links. */
export function consentDoor(rpc: Rpc): ConsentDoor {
  const named = ({ purpose, lead, nonce }: ConsentToken) => {
    return { purpose, lead, nonce_hash: nonceHash(nonce) };
  };
  return {
    show: async (token) => shown.parse(await rpc("show_consent_link", named(token))),
    redeem: async (token, address) =>
      redeemed.parse(await rpc("redeem_consent_token", { ...named(token), address })),
  };
}
