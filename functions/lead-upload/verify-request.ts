import { clientAddress } from "../../shared/http/client-address.ts";
import type { Rpc } from "../../shared/database/rpc.ts";
import type { AddressLimiter } from "../../shared/rate-limit/address-limiter.ts";
import { checkoutSchema, type RateLimiter } from "../../shared/rate-limit/checkout.ts";
import { rateLimitHeaders } from "../../shared/rate-limit/rate-limit-headers.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";
import type { Delivery } from "../../shared/verification/types.ts";
import { refuseUpload, type UploadRefusal } from "./refusal.ts";

const scheme = standardWebhooks();
// Nobody has it: a broker that isn't configured is judged too, so that neither the answer nor its time tells which ones are.
const nobody: readonly (readonly [string, readonly string[]])[] = [
  ["", [`whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`]],
];

/** What telling who asks takes from outside. */
export type VerifyingDependencies = {
  readonly rpc: Rpc;
  readonly limiter: RateLimiter;
  /** Counts requests that can't be verified by where they come from. */
  readonly addresses: AddressLimiter;
  /** Counts what somebody on call should know of. */
  readonly count: (signal: string) => void;
  readonly now: () => Date;
};

/** Whose request it is, and what the answer carries of its limit. */
export type VerifiedRequest = {
  readonly ok: true;
  readonly broker: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Which of the brokers has signed a request, held against that broker's limit.
 */
export async function verifyRequest(
  delivery: Delivery,
  candidates: readonly (readonly [broker: string, keys: readonly string[]])[],
  { rpc, limiter, addresses, count, now }: VerifyingDependencies,
): Promise<VerifiedRequest | UploadRefusal> {
  let refusal = refuseUpload("missing-credential");
  for (const [broker, keys] of candidates.length > 0 ? candidates : nobody) {
    // The scheme would take `svix-id` as well, and what is signed is then not the id that is looked at.
    if (!delivery.headers.has("webhook-id")) break;
    const verdict = await scheme(delivery, keys, now());
    if (verdict.ok && broker !== "") return await withinLimit(broker);
    refusal = refuseUpload(verdict.ok || broker === "" ? "unknown-endpoint" : verdict.reason);
  }
  const { blocked, retryAfterSeconds } = addresses(clientAddress(delivery.headers));
  return blocked ? refuseUpload("address-limited", { "retry-after": String(retryAfterSeconds) }) : refusal;

  async function withinLimit(broker: string): Promise<VerifiedRequest | UploadRefusal> {
    const source = `lead-upload/${broker}`;
    const decision = await limiter.decide(source);
    if (decision.refused) return refuseUpload("rate-limited", rateLimitHeaders(decision.checkout));
    if (decision.fellBack) count("limiter-fallback");
    const asked = now().getTime();
    const checkout = checkoutSchema.parse(
      await rpc("checkout_rate_limit", { source, cost: 1, ...decision.databaseCheck }),
    );
    limiter.observe(now().getTime() - asked);
    if (!checkout.allowed) return refuseUpload("rate-limited", rateLimitHeaders(checkout));
    return { ok: true, broker, headers: rateLimitHeaders(checkout) };
  }
}
