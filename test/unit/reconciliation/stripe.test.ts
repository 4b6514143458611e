import { afterEach, describe, expect, test } from "vitest";
import { mappedTypes } from "../../../functions/webhook-stripe/normalise.ts";
import { reconcile } from "../../../functions/webhook-stripe/reconcile.ts";
import { type ApiAnswer, type ApiStandIn, startApi, stripeList } from "../../support/listing-api.ts";

const window = { since: new Date("2027-01-15T08:00:00Z"), until: new Date("2027-01-15T09:00:00Z") };
const created = window.since.getTime() / 1000;
const event = (id: string, changed: object = {}) => ({ id, type: "invoice.paid", created, ...changed });

let api: ApiStandIn | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

function listing(answer: ApiAnswer) {
  api = startApi(answer);
  const list = reconcile({ STRIPE_API_KEY: "rk_MARKED", STRIPE_API_URL: api.url }, fetch);
  if (!list) throw new Error("There is no list.");
  return { list, requests: api.requests };
}

describe("Stripe's list of events", () => {
  test.each([{}, { STRIPE_API_KEY: "" }, { STRIPE_API_KEY: " " }])(
    "isn't asked for with %o",
    (environment) => {
      expect(reconcile(environment, fetch)).toBeNull();
    },
  );

  test("is asked for the mapped events of a window, as many at once as Stripe gives, with the key", async () => {
    const { list, requests } = listing(stripeList([event("evt_1")]));
    expect(await list(window, null)).toEqual({
      events: [
        { id: "evt_1", type: "invoice.paid", occurredAt: "2027-01-15T08:00:00Z", payload: event("evt_1") },
      ],
      nextPage: null,
    });
    const url = new URL(requests[0]?.url ?? "");
    expect(url.pathname).toBe("/v1/events");
    expect(url.searchParams.getAll("types[]")).toEqual(mappedTypes);
    url.searchParams.delete("types[]");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      limit: "100",
      "created[gte]": "1800000000",
      "created[lt]": "1800003600",
    });
    expect(requests[0]?.headers.get("authorization")).toBe("Bearer rk_MARKED");
  });

  // "An array of up to 20 strings": https://docs.stripe.com/api/events/list
  test("can be narrowed to the mapped types", () => {
    expect(mappedTypes.length).toBeLessThanOrEqual(20);
  });

  test("is gone through page by page, each event once", async () => {
    const events = Array.from({ length: 5 }, (_, index) =>
      event(`evt_${index}`, { created: created + index }),
    );
    const { list } = listing(stripeList(events, 2));
    const seen: string[] = [];
    let page: string | null = null;
    do {
      const found: Awaited<ReturnType<typeof list>> = await list(window, page);
      seen.push(...found.events.map(({ id }) => id));
      page = found.nextPage;
    } while (page !== null);
    expect(seen).toEqual(["evt_4", "evt_3", "evt_2", "evt_1", "evt_0"]);
  });

  test.each([
    ["an item without an id", { data: [{ type: "invoice.paid" }], has_more: false }],
    ["no list", { error: { message: "MARKED" } }],
    ["more to come, and nothing it comes after", { data: [], has_more: true }],
  ])("fails when it holds %s", async (_, answer) => {
    const { list } = listing(() => Response.json(answer));
    await expect(list(window, null)).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });

  test.each(["rk_1\nhost: evil", "rk 1", "rk_ü"])(
    "isn't asked for with a key like %j, which isn't quoted",
    (key) => {
      expect(() => reconcile({ STRIPE_API_KEY: key }, fetch)).toThrow(
        /^STRIPE_API_KEY must be a key of visible characters$/,
      );
    },
  );
});
