import { z } from "zod/v3";
import { readApiAddress } from "../../shared/http/api-address.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";
import { identifyListed } from "../../shared/reconciliation/identify-listed.ts";
import type { EventPage, ListEvents, TimeWindow } from "../../shared/reconciliation/list-events.ts";
import { type Environment, readSettings } from "../../shared/settings.ts";
import { identify } from "./identify.ts";
import { mappedTypes } from "./normalise.ts";

const settings = z.object({
  STRIPE_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be a key of visible characters")
    .optional(),
});

const answer = z
  .object({ data: z.array(z.unknown()).max(100), has_more: z.boolean() })
  .refine(({ data, has_more }) => !has_more || data.length > 0);

/**
 * Lists the events that are mapped, newest first, when `STRIPE_API_KEY` is set. Stripe keeps them for 30 days:
 * https://docs.stripe.com/api/events/list
 */
export function reconcile(environment: Environment, fetch: typeof globalThis.fetch): ListEvents | null {
  const key = readSettings(settings, environment).STRIPE_API_KEY;
  if (key === undefined) return null;
  const address = readApiAddress("STRIPE_API_URL", environment.STRIPE_API_URL, ["https://api.stripe.com"]);
  const headers = { authorization: `Bearer ${key}` };

  return async function listEvents(window, page): Promise<EventPage> {
    const url = new URL("/v1/events", address);
    url.search = query(window, page).toString();
    const { data, has_more: hasMore } = await fetchAnswer(answer, fetch, url, { headers });
    const events = identifyListed(data, identify);
    return { events, nextPage: hasMore ? (events.at(-1)?.id ?? null) : null };
  };
}

function query({ since, until }: TimeWindow, page: string | null): URLSearchParams {
  return new URLSearchParams([
    ["limit", "100"],
    ["created[gte]", unixSeconds(since)],
    ["created[lt]", unixSeconds(until)],
    ...mappedTypes.map((type): [string, string] => ["types[]", type]),
    ...(page === null ? [] : [["starting_after", page] satisfies [string, string]]),
  ]);
}

function unixSeconds(instant: Date): string {
  return String(Math.floor(instant.getTime() / 1000));
}
