import { z } from "zod/v3";
import { readApiAddress } from "../../shared/http/api-address.ts";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";
import type { ListEvents, TimeWindow } from "../../shared/reconciliation/list-events.ts";
import { type Environment, readSettings } from "../../shared/settings.ts";
import { listedOrder, orderEvents } from "./listed-order.ts";

const settings = z.object({
  TICKET_TAILOR_API_KEY: z
    .string()
    .regex(/^[\x21-\x39\x3b-\x7e]{1,255}$/, "must be a key of visible characters without a colon")
    .optional(),
});

const pageSize = 100;
const answer = z.object({
  data: z.array(listedOrder).max(pageSize),
  links: z.object({ next: z.string().nullish() }).default({}),
});

/**
 * Lists the orders of a window with their tickets, when `TICKET_TAILOR_API_KEY` is set:
 * https://developers.tickettailor.com/docs/api/get-orders
 */
export function reconcile(environment: Environment, fetch: typeof globalThis.fetch): ListEvents | null {
  const key = readSettings(settings, environment).TICKET_TAILOR_API_KEY;
  if (key === undefined) return null;
  const address = readApiAddress("TICKET_TAILOR_API_URL", environment.TICKET_TAILOR_API_URL, [
    "https://api.tickettailor.com",
  ]);
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, accept: "application/json" };

  return async function listEvents(window, page) {
    const url = new URL("/v1/orders", address);
    url.search = query(window, page).toString();
    const { data, links } = await fetchAnswer(answer, fetch, url, { headers });
    const events: readonly IdentifiedEvent[] = data.flatMap((order) => orderEvents(order, window.until));
    return { events, nextPage: links.next ? (data.at(-1)?.id ?? null) : null };
  };
}

function query({ since, until }: TimeWindow, page: string | null): URLSearchParams {
  return new URLSearchParams({
    limit: String(pageSize),
    "created_at.gte": unixSeconds(since),
    "created_at.lt": unixSeconds(until),
    ...(page !== null && { starting_after: page }),
  });
}

function unixSeconds(instant: Date): string {
  return String(Math.floor(instant.getTime() / 1000));
}
