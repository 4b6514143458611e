import { z } from "zod/v3";
import { identifier } from "../../shared/mapping/fields.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";
import { identifyListed } from "../../shared/reconciliation/identify-listed.ts";
import type { ListEvents, TimeWindow } from "../../shared/reconciliation/list-events.ts";
import { UpstreamFailure } from "../../shared/http/upstream-failure.ts";
import type { Environment } from "../../shared/settings.ts";
import { apiSession } from "./api-session.ts";
import { readAddress, readCredential } from "./credential.ts";
import { identify } from "./identify.ts";

// Who bought and what is asked for one by one.
const pageSize = 25;
const questionsAtOnce = 5;

const related = z.object({ data: z.object({ id: identifier, type: z.string() }).nullish() }).nullish();
const purchase = z
  .object({
    id: identifier,
    type: z.literal("purchases"),
    attributes: z.object({ updated_at: z.string().datetime({ offset: true }) }).passthrough(),
    relationships: z.object({ customer: related, offer: related }).passthrough().default({}),
  })
  .passthrough();
type Purchase = z.output<typeof purchase>;
const list = z.object({
  data: z.array(purchase).max(pageSize),
  links: z.object({ next: z.string().nullish() }).default({}),
});
const resource = z.object({ data: z.object({ id: identifier, type: z.string() }).passthrough() });
const pageGrammar = /^[1-9][0-9]{0,5}$/;

/**
 * Lists the purchases that changed in a window as the hook of the public API tells of them, when a credential of the API is
 * configured: https://developers.kajabi.com/api-reference/purchases/list-purchases
 *
 * The latest change first: a purchase that changes meanwhile moves to the front and others back, so that none is passed over.
 */
export function reconcile(environment: Environment, fetch: typeof globalThis.fetch): ListEvents | null {
  const credential = readCredential(environment);
  if (credential === null) return null;
  const address = readAddress(environment);
  const ask = apiSession(credential, address, fetch);

  function get<Answer>(schema: z.ZodType<Answer, z.ZodTypeDef, unknown>, path: string): Promise<Answer> {
    return ask((authorization) => {
      const headers = { authorization, accept: "application/vnd.api+json" };
      return fetchAnswer(schema, fetch, new URL(path, address), { headers });
    });
  }

  /** A customer or an offer; null when it is no more. */
  async function getRelated(path: string): Promise<unknown> {
    try {
      return (await get(resource, path)).data;
    } catch (thrown) {
      if (thrown instanceof UpstreamFailure && thrown.code === "HTTP_404") return null;
      throw thrown;
    }
  }

  return async function listEvents(window, page) {
    const number = pageGrammar.test(page ?? "") ? Number(page) : 1;
    const { data, links } = await get(list, `/v1/purchases?${query(window, number)}`);
    const purchases = data.filter(isIn(window));
    const known = new Map<string, unknown>();
    const paths = [...new Set(purchases.flatMap(pathsOfRelated))];
    for (let at = 0; at < paths.length; at += questionsAtOnce) {
      const some = paths.slice(at, at + questionsAtOnce);
      const answers = await Promise.all(some.map(getRelated));
      some.forEach((path, index) => known.set(path, answers[index]));
    }
    const bodies = purchases.map((sold) => {
      const others = pathsOfRelated(sold).map((path) => known.get(path) ?? null);
      return { id: sold.id, event: "purchase", payload: [sold, ...others.filter((found) => found !== null)] };
    });
    const isLast =
      !links.next || data.every(({ attributes }) => isBefore(attributes.updated_at, window.since));
    return { events: identifyListed(bodies, identify), nextPage: isLast ? null : String(number + 1) };
  };
}

function query({ since, until }: TimeWindow, page: number): string {
  return new URLSearchParams({
    sort: "-updated_at",
    "filter[updated_at_gte]": since.toISOString(),
    "filter[updated_at_lt]": until.toISOString(),
    "page[number]": String(page),
    "page[size]": String(pageSize),
  }).toString();
}

/** Whether a purchase changed in the window. Asked here too: an API that knows no such filter leaves it out without a word. */
function isIn({ since, until }: TimeWindow): (sold: Purchase) => boolean {
  return ({ attributes: { updated_at } }) => !isBefore(updated_at, since) && isBefore(updated_at, until);
}

function isBefore(time: string, moment: Date): boolean {
  return Date.parse(time) < moment.getTime();
}

function pathsOfRelated({ relationships: { customer, offer } }: Purchase): readonly string[] {
  const pathOf = (collection: string, id: string | undefined) =>
    id === undefined ? [] : [`/v1/${collection}/${encodeURIComponent(id)}`];
  return [...pathOf("customers", customer?.data?.id), ...pathOf("offers", offer?.data?.id)];
}
