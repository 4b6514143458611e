import { afterEach, describe, expect, test } from "vitest";
import { identify } from "../../../functions/webhook-kajabi/identify.ts";
import { normalise } from "../../../functions/webhook-kajabi/normalise.ts";
import { reconcile } from "../../../functions/webhook-kajabi/reconcile.ts";
import { type ApiAnswer, type ApiStandIn, kajabiApiStandIn, startApi } from "../../support/listing-api.ts";
import { kajabiEvent, resource } from "../../support/payloads/kajabi.ts";

const credential = { KAJABI_API_CLIENT_ID: "client", KAJABI_API_CLIENT_SECRET: "MARKED" };
const window = { since: new Date("2027-01-15T07:00:00Z"), until: new Date("2027-01-15T09:00:00Z") };

const purchase = (id: string, updated_at = `2027-01-15T08:00:0${id}.000Z`) =>
  resource(
    "purchases",
    id,
    { amount_in_cents: 14_900, currency: "USD", created_at: "2027-01-15T07:30:00.000Z", updated_at },
    { customer: "501", offer: "77" },
  );
const customer = resource("customers", "501", { name: "Jane Doe", email: "jane@example.com" });
const offer = resource("offers", "77", { title: "Speaking Course" });

let api: ApiStandIn | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

function listing(answer: ApiAnswer, environment: Readonly<Record<string, string>> = credential) {
  api = startApi(answer);
  const list = reconcile({ ...environment, KAJABI_API_URL: api.url }, fetch);
  if (!list) throw new Error("There is no list.");
  return { list, requests: api.requests };
}

describe("Kajabi's list of purchases", () => {
  test("isn't asked for without a credential", () => {
    expect(reconcile({ KAJABI_API_CLIENT_ID: "" }, fetch)).toBeNull();
  });

  test("is asked for the latest changes first, and once for whom and what a page names", async () => {
    const { list, requests } = listing(kajabiApiStandIn([purchase("1"), purchase("2"), customer, offer]));
    const { events, nextPage } = await list(window, null);
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
      "2027-01-15T08:00:02Z",
      "2027-01-15T08:00:01Z",
    ]);
    expect(nextPage).toBeNull();
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`).sort()).toEqual([
      "GET /v1/customers/501",
      "GET /v1/offers/77",
      "GET /v1/purchases",
      "POST /v1/oauth/token",
    ]);
    const asked = requests.find(({ url }) => url.includes("purchases"));
    expect(Object.fromEntries(new URL(asked?.url ?? "").searchParams)).toEqual({
      sort: "-updated_at",
      "filter[updated_at_gte]": "2027-01-15T07:00:00.000Z",
      "filter[updated_at_lt]": "2027-01-15T09:00:00.000Z",
      "page[number]": "1",
      "page[size]": "25",
    });
  });

  test("says what the hook of the API would have said, under the same id where that is the purchase's", async () => {
    const { list } = listing(kajabiApiStandIn([purchase("1"), customer, offer]));
    const { events } = await list(window, null);
    const delivered = identify(kajabiEvent("purchase", [purchase("1"), offer, customer], "1"));
    expect(events.map(({ id, type }) => [id, type])).toEqual(delivered?.map(({ id, type }) => [id, type]));
    const [event] = events;
    const said = event && (await normalise(event));
    expect(said?.ok && said.changes.map(({ kind }) => kind)).toEqual(["contact", "product", "registration"]);
  });

  test("is gone through page by page, and no further than the window", async () => {
    const resources = [purchase("1"), purchase("2"), purchase("3"), customer, offer];
    const { list } = listing(kajabiApiStandIn(resources, 2));
    const first = await list(window, null);
    const second = await list(window, first.nextPage);
    expect([first.nextPage, second.nextPage]).toEqual(["2", null]);
    expect([...first.events, ...second.events]).toHaveLength(3);
  });

  test("is cut to the window by us where the API takes no notice of it", async () => {
    const older = purchase("1", "2027-01-14T00:00:00Z");
    const newer = purchase("3", "2027-01-15T09:00:00Z");
    const all = (data: readonly unknown[]) =>
      Response.json({ data, links: { next: "https://api.kajabi.com/next" } });
    const standIn = kajabiApiStandIn([customer, offer]);
    const pages = [all([newer, purchase("2")]), all([older])];
    const { list } = listing((request, body) =>
      new URL(request.url).pathname === "/v1/purchases" ? (pages.shift() ?? all([])) : standIn(request, body),
    );
    const first = await list(window, null);
    expect(first).toMatchObject({ events: [{ occurredAt: "2027-01-15T08:00:02Z" }], nextPage: "2" });
    expect(await list(window, first.nextPage)).toEqual({ events: [], nextPage: null });
  });

  test("says of a customer who is no more only what was bought", async () => {
    const { list } = listing(kajabiApiStandIn([purchase("1"), offer]));
    const [event] = (await list(window, null)).events;
    const said = event && (await normalise(event));
    expect(said?.ok && said.changes.map(({ kind }) => kind)).toEqual(["product", "registration"]);
  });

  test("is asked for with a token that was set as such", async () => {
    const { list, requests } = listing(kajabiApiStandIn([]), { KAJABI_API_TOKEN: "K1" });
    expect(await list(window, null)).toEqual({ events: [], nextPage: null });
    expect(requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each([
    ["another resource", { data: [{ ...customer, attributes: { updated_at: "2027-01-15T08:00:00Z" } }] }],
    ["a purchase without a time", { data: [resource("purchases", "1", {})] }],
    ["no list", { errors: [{ title: "MARKED" }] }],
  ])("fails when it holds %s", async (_, answer) => {
    const { list } = listing(() => Response.json(answer), { KAJABI_API_TOKEN: "K1" });
    await expect(list(window, null)).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });

  test("fails when a customer can't be asked for", async () => {
    const standIn = kajabiApiStandIn([purchase("1"), customer, offer]);
    const { list } = listing((request, body) =>
      request.url.includes("/customers/") ? new Response(null, { status: 503 }) : standIn(request, body),
    );
    await expect(list(window, null)).rejects.toMatchObject({ code: "HTTP_503" });
  });
});
