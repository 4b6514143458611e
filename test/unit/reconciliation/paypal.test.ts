import { afterEach, describe, expect, test } from "vitest";
import { reconcile } from "../../../functions/webhook-paypal/reconcile.ts";
import { type ApiAnswer, type ApiStandIn, paypalList, startApi } from "../../support/listing-api.ts";
import { capture, paypalEvent } from "../../support/payloads/paypal.ts";

const credential = { PAYPAL_CLIENT_ID: "client", PAYPAL_CLIENT_SECRET: "MARKED" };
const window = { since: new Date("2027-01-15T07:00:00.250Z"), until: new Date("2027-01-15T09:00:00.750Z") };
const events = ["WH-1", "WH-2", "WH-3"].map((id) =>
  paypalEvent("PAYMENT.CAPTURE.COMPLETED", capture(), { id }),
);

let api: ApiStandIn | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

function listing(answer: ApiAnswer) {
  api = startApi(answer);
  const list = reconcile({ ...credential, PAYPAL_API_URL: api.url }, fetch);
  if (!list) throw new Error("There is no list.");
  return { list, requests: api.requests };
}

describe("PayPal's list of events", () => {
  test("isn't asked for without a credential", () => {
    expect(reconcile({ PAYPAL_CLIENT_ID: "", PAYPAL_CLIENT_SECRET: " " }, fetch)).toBeNull();
  });

  test.each([{ PAYPAL_CLIENT_ID: "client" }, { PAYPAL_CLIENT_SECRET: "MARKED" }])(
    "isn't asked for with half of one, %o",
    (environment) => {
      expect(() => reconcile(environment, fetch)).toThrow(
        /^PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET are only of use together$/,
      );
    },
  );

  test("is asked for with a token of the app's, fetched once for all pages", async () => {
    const { list, requests } = listing(paypalList(events, 2));
    const first = await list(window, null);
    const second = await list(window, first.nextPage);
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(["WH-1", "WH-2", "WH-3"]);
    expect(first.events[0]).toEqual({
      id: "WH-1",
      type: "PAYMENT.CAPTURE.COMPLETED",
      occurredAt: "2027-01-15T07:59:58Z",
      payload: events[0],
    });
    expect(second.nextPage).toBeNull();
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      "POST /v1/oauth2/token",
      "GET /v1/notifications/webhooks-events",
      "GET /v1/notifications/webhooks-events",
    ]);
    expect(requests[0]?.headers.get("authorization")).toBe(`Basic ${btoa("client:MARKED")}`);
  });

  test("is asked for once more with a new token when the one at hand was revoked", async () => {
    const list = paypalList(events, 2);
    let issued = 0;
    const api = listing((request, body) => {
      if (request.method === "POST")
        return Response.json({ access_token: `A${++issued}`, expires_in: 32_400 });
      // PayPal has revoked the first token after the first page.
      const sent = request.headers.get("authorization");
      if (sent === "Bearer A1" && new URL(request.url).searchParams.has("start_index")) {
        return new Response(null, { status: 401 });
      }
      const known = new Request(request.url, { headers: { authorization: "Bearer A21" } });
      return list(known, body);
    });
    const first = await api.list(window, null);
    const second = await api.list(window, first.nextPage);
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(["WH-1", "WH-2", "WH-3"]);
    expect(issued).toBe(2);
  });

  test("is asked for a window in whole seconds", async () => {
    const { list, requests } = listing(paypalList(events));
    await list(window, null);
    expect(Object.fromEntries(new URL(requests[1]?.url ?? "").searchParams)).toEqual({
      page_size: "100",
      start_time: "2027-01-15T07:00:00Z",
      end_time: "2027-01-15T09:00:00Z",
    });
  });

  test("ends with an empty page, whatever it links to", async () => {
    const links = [{ rel: "next", href: "https://api.paypal.com/v1/notifications/webhooks-events?page=2" }];
    const { list } = listing(({ method }) =>
      method === "POST"
        ? Response.json({ access_token: "A21", expires_in: 60 })
        : Response.json({ events: [], links }),
    );
    expect(await list(window, null)).toEqual({ events: [], nextPage: null });
  });

  test.each([
    ["no token", {}],
    ["a token that no header can hold", { access_token: "A\n21", expires_in: 60 }],
  ])("fails when there is %s", async (_, token) => {
    const { list, requests } = listing(() => Response.json(token));
    await expect(list(window, null)).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
    expect(requests).toHaveLength(1);
  });
});
