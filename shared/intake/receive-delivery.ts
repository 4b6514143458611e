import { readBody } from "../http/body.ts";
import { clientAddress } from "../http/client-address.ts";
import type { AddressLimiter } from "../rate-limit/address-limiter.ts";
import type { Checkout, RateLimiter } from "../rate-limit/checkout.ts";
import { rateLimitHeaders } from "../rate-limit/rate-limit-headers.ts";
import { type Confirm, confirmEvents } from "./confirm-events.ts";
import { identifyEvents } from "./identify-events.ts";
import { parseJsonBody } from "./json-body.ts";
import { normaliseEvents } from "./normalise-events.ts";
import type { MappingDefaults, Provider } from "./provider.ts";
import { receivedEvent } from "./received-event.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Outcome, Store } from "./store.ts";
import { isSuspicious } from "./suspicious-content.ts";
import { type Keys, verifyDelivery } from "./verify-delivery.ts";
import type { ReportFailure } from "./webhook-log.ts";

/** What receiving needs besides the provider. */
export type ReceivingDependencies = {
  readonly keys: Keys;
  /** The address under which senders reach the functions, without a slash at its end. */
  readonly publicUrl: string;
  /** What the project sets for payloads that leave it open. */
  readonly defaults: MappingDefaults;
  readonly store: Store;
  /** Holds verified deliveries against their source's limit. */
  readonly limiter: RateLimiter;
  /** Counts those that can't be verified by where they come from. */
  readonly addresses: AddressLimiter;
  /** Counts what somebody on call should know of. */
  readonly count: (signal: string) => void;
  readonly now: () => Date;
  /** Null where the provider signs, or no credential for its API is configured. */
  readonly confirm: Confirm | null;
};

/** One request to a webhook function. */
export type IncomingRequest = {
  readonly request: Request;
  readonly requestId: string;
  /** The named endpoint; empty for the default one. */
  readonly endpoint: string;
};

/** A delivery that is kept: what became of each of its events, in their order. */
export type Receipt = {
  readonly ok: true;
  readonly outcomes: readonly Outcome[];
  /** What the answer carries besides: the source's limit. */
  readonly headers: Readonly<Record<string, string>>;
};

/** A verified question whether we are here: the answer to it. */
export type Handshake = { readonly ok: true; readonly handshake: object };

const defaultBodyLimit = 1_000_000;

/**
 * Takes one delivery in: counts its bytes, verifies them, takes them apart, and stores what they say in one round trip.
 *
 * Rejects when that can't be done now or at all; nothing is claimed then, and the sender's retry starts afresh.
 */
export async function receiveDelivery(
  provider: Provider,
  dependencies: ReceivingDependencies,
  { request, requestId, endpoint }: IncomingRequest,
  report: ReportFailure,
): Promise<Receipt | Handshake | Refusal> {
  const { keys, publicUrl, defaults, store, limiter, addresses, count, now, confirm } = dependencies;
  if (request.method !== "POST") return refuse("wrong-method");
  const body = await readBody(request, provider.bodyLimit ?? defaultBodyLimit);
  if (typeof body === "string") return refuse(body);

  const url = publicUrl + pathAndQuery(request.url);
  const delivery = { method: request.method, url, headers: request.headers, body };
  const verdict = await verifyDelivery(provider.scheme, delivery, keys(endpoint), now());
  if (!verdict.ok) {
    const { blocked, retryAfterSeconds } = addresses(clientAddress(request.headers));
    return blocked ? refuse("address-limited", { "retry-after": String(retryAfterSeconds) }) : verdict;
  }

  const decision = await limiter.decide(sourceOf(provider.name, endpoint));
  if (decision.refused) return refuse("rate-limited", rateLimitHeaders(decision.checkout));
  if (decision.fellBack) count("limiter-fallback");

  const parsed = (provider.parse ?? parseJsonBody)(body, request.headers);
  if (!parsed.ok) return parsed;
  const handshake = provider.handshake?.(parsed.json) ?? null;
  if (handshake !== null) return { ok: true, handshake };
  const identified = await identifyEvents(provider, parsed.json, delivery);
  if (!identified.ok) return identified;

  const normalised = await normaliseEvents(provider, identified.events, defaults, report);
  const confirmed = confirm ? await confirmEvents(normalised, confirm, report) : normalised;
  const asked = now().getTime();
  const stored = await store.process({
    provider: provider.name,
    endpoint,
    request_id: requestId,
    events: confirmed.map(receivedEvent),
    rate_limit: decision.databaseCheck,
  });
  limiter.observe(now().getTime() - asked);
  if (stored.kept && isSuspicious(parsed.json)) count("suspicious-content");
  const headers = limitHeaders(stored.checkout ?? decision.checkout);
  return stored.kept ? { ok: true, outcomes: stored.outcomes, headers } : refuse(stored.reason, headers);
}

/** What has a limit of its own: a provider, or one of its named endpoints. */
function sourceOf(provider: string, endpoint: string): string {
  return endpoint === "" ? provider : `${provider}/${endpoint}`;
}

function limitHeaders(checkout: Checkout | null): Readonly<Record<string, string>> {
  return checkout ? rateLimitHeaders(checkout) : {};
}

/** Everything after the host: inside the platform that is another one than the sender called. */
function pathAndQuery(url: string): string {
  return url.slice(url.indexOf("/", url.indexOf("//") + 2));
}
