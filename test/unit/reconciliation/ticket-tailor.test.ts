import { afterEach, describe, expect, test } from "vitest";
import { normalise } from "../../../functions/webhook-ticket-tailor/normalise.ts";
import { reconcile } from "../../../functions/webhook-ticket-tailor/reconcile.ts";
import { type ApiAnswer, type ApiStandIn, startApi, ticketTailorList } from "../../support/listing-api.ts";
import { issuedTicket, order } from "../../support/payloads/ticket-tailor.ts";

const window = { since: new Date("2027-01-15T07:00:00.250Z"), until: new Date("2027-01-15T09:00:00Z") };
const orders = ["or_1", "or_2", "or_3"].map((id) => ({ ...order(), id, created_at: 1_799_999_990 }));

let api: ApiStandIn | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

function listing(answer: ApiAnswer) {
  api = startApi(answer);
  const environment = { TICKET_TAILOR_API_KEY: "sk_MARKED", TICKET_TAILOR_API_URL: api.url };
  const list = reconcile(environment, fetch);
  if (!list) throw new Error("There is no list.");
  return { list, requests: api.requests };
}

describe("Ticket Tailor's list of orders", () => {
  test.each([{}, { TICKET_TAILOR_API_KEY: " " }])("isn't asked for with %o", (environment) => {
    expect(reconcile(environment, fetch)).toBeNull();
  });

  test.each(["sk_1:x", "sk 1", "sk_ü"])("isn't asked for with a key like %j, which isn't quoted", (key) => {
    expect(() => reconcile({ TICKET_TAILOR_API_KEY: key }, fetch)).toThrow(
      /^TICKET_TAILOR_API_KEY must be a key of/,
    );
  });

  test("is asked for a window, page by page, with the key", async () => {
    const { list, requests } = listing(ticketTailorList(orders, 2));
    const first = await list(window, null);
    const second = await list(window, first.nextPage);
    expect([first.nextPage, second.nextPage]).toEqual(["or_2", null]);
    expect([...first.events, ...second.events].map(({ type }) => type)).toEqual(
      Array(3).fill("ORDER.RECONCILED"),
    );
    expect(Object.fromEntries(new URL(requests[1]?.url ?? "").searchParams)).toEqual({
      limit: "100",
      "created_at.gte": "1799996400",
      "created_at.lt": "1800003600",
      starting_after: "or_2",
    });
  });

  test("knows an order and its tickets again as long as they say the same", async () => {
    const [sold] = orders;
    const withTicket = { ...order(), ...sold, issued_tickets: [issuedTicket({ updated_at: 1_800_000_500 })] };
    const refunded = { ...withTicket, refund_amount: 14_900 };
    const ids = async (listed: typeof withTicket) =>
      (await listing(ticketTailorList([listed])).list(window, null)).events.map(({ id }) => id);
    const [before, again, after] = [await ids(withTicket), await ids(withTicket), await ids(refunded)];
    expect(before).toHaveLength(2);
    expect(again).toEqual(before);
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  test("says what a delivery would have said, as of a minute before it was asked for, and a ticket as of its change", async () => {
    const listed = { ...order(), issued_tickets: [issuedTicket({ updated_at: 1_800_000_500 })] };
    const { events } = await listing(ticketTailorList([listed])).list(window, null);
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
      "2027-01-15T08:59:00Z",
      "2027-01-15T08:08:20Z",
    ]);
    const said = await Promise.all(events.map((event) => normalise(event)));
    expect(said.map((one) => one.ok && one.changes.map(({ kind }) => kind))).toEqual([
      ["contact", "product", "transaction"],
      ["contact", "product", "registration"],
    ]);
  });

  test("doesn't say of an order that it is older than itself", async () => {
    const justNow = { ...order(), created_at: window.until.getTime() / 1000 - 10 };
    const { events } = await listing(ticketTailorList([justNow])).list(window, null);
    expect(events[0]?.occurredAt).toBe("2027-01-15T08:59:50Z");
  });

  test.each([
    ["an order without an id", { data: [{ created_at: 1 }] }],
    ["an order without a time", { data: [{ id: "or_1" }] }],
    ["no list", { error: "MARKED" }],
  ])("fails when it holds %s", async (_, answer) => {
    const { list } = listing(() => Response.json(answer));
    await expect(list(window, null)).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });
});
