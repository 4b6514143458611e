import { z } from "zod/v3";
import { readApiAddress } from "../../shared/http/api-address.ts";
import { withAccessToken } from "../../shared/reconciliation/access-token.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";
import { identifyListed } from "../../shared/reconciliation/identify-listed.ts";
import type { ListEvents, TimeWindow } from "../../shared/reconciliation/list-events.ts";
import { UpstreamFailure } from "../../shared/http/upstream-failure.ts";
import { type Environment, readSettings } from "../../shared/settings.ts";
import { fetchAccessToken } from "./access-token.ts";
import { identify } from "./identify.ts";

const credential = z.string().regex(/^[\x21-\x7e]{1,255}$/, "must be visible characters");
const settings = z
  .object({ PAYPAL_CLIENT_ID: credential.optional(), PAYPAL_CLIENT_SECRET: credential.optional() })
  .refine(
    ({ PAYPAL_CLIENT_ID: id, PAYPAL_CLIENT_SECRET: secret }) => (id === undefined) === (secret === undefined),
    "PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET are only of use together",
  );

const path = "/v1/notifications/webhooks-events";
const answer = z.object({
  events: z.array(z.unknown()).max(1000),
  links: z.array(z.object({ href: z.string(), rel: z.string() })).default([]),
});

/**
 * Lists the events of an app's webhooks, when `PAYPAL_CLIENT_ID` and `PAYPAL_CLIENT_SECRET` are set:
 * https://developer.paypal.com/api/webhooks/v1/webhooks-events-list
 */
export function reconcile(environment: Environment, fetch: typeof globalThis.fetch): ListEvents | null {
  const { PAYPAL_CLIENT_ID: id, PAYPAL_CLIENT_SECRET: secret } = readSettings(settings, environment);
  if (id === undefined || secret === undefined) return null;
  const address = readApiAddress("PAYPAL_API_URL", environment.PAYPAL_API_URL, [
    "https://api-m.paypal.com",
    "https://api-m.sandbox.paypal.com",
  ]);
  const ask = withAccessToken(() => fetchAccessToken({ id, secret }, address, fetch));

  return async function listEvents(window, page) {
    const url = new URL(path, address);
    url.search = page ?? query(window);
    const { events: items, links } = await ask((authorization) =>
      fetchAnswer(answer, fetch, url, { headers: { authorization } }),
    );
    const next = links.find(({ rel }) => rel === "next")?.href;
    const isLast = next === undefined || items.length === 0;
    return { events: identifyListed(items, identify), nextPage: isLast ? null : queryOf(next, address) };
  };
}

function query({ since, until }: TimeWindow): string {
  return `?${new URLSearchParams({
    page_size: "100",
    start_time: wholeSeconds(since),
    end_time: wholeSeconds(until),
  }).toString()}`;
}

/** The one part of a link that is followed: whatever host or path an answer names, the token goes to ours. */
function queryOf(link: string, address: URL): string {
  if (!URL.canParse(link, address.href)) throw new UpstreamFailure("UNEXPECTED_ANSWER");
  return new URL(link, address).search;
}

function wholeSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.\d+/, "");
}
