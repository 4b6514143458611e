import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { job } from "../../functions/job-reconcile/job.ts";
import { normalise } from "../../functions/webhook-ticket-tailor/normalise.ts";
import { provider as ticketTailor } from "../../functions/webhook-ticket-tailor/provider.ts";
import { receivedEvent } from "../../shared/intake/received-event.ts";
import { databaseStore } from "../../shared/intake/store.ts";
import { failureOf } from "../../shared/observability/failure.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { testDatabase } from "../support/database.ts";
import { type ApiAnswer, kajabiApiStandIn, startApi, ticketTailorList } from "../support/listing-api.ts";
import { resource } from "../support/payloads/kajabi.ts";
import { issuedTicket, order, ticketTailorEvent } from "../support/payloads/ticket-tailor.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

let answer: ApiAnswer = ticketTailorList([]);
const api = startApi((request, body) => answer(request, body));
const ofTicketTailor = { TICKET_TAILOR_API_KEY: "sk_MARKED", TICKET_TAILOR_API_URL: api.url };
const ofKajabi = { KAJABI_API_TOKEN: "K1", KAJABI_API_URL: api.url };

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`delete from intake.reconciliations`;
});
afterAll(() => api.stop());

async function run(environment: Readonly<Record<string, string>>) {
  const started = {
    requestId: crypto.randomUUID(),
    rpc,
    isTimeUp: () => false,
    report: () => undefined,
  };
  return job
    .prepare({ DEFAULT_PHONE_COUNTRY: "US", ...environment })(started)
    .catch((thrown: unknown) => failureOf(thrown).code);
}

/** The order as Ticket Tailor would have delivered it. */
async function deliverOrder(payload: ReturnType<typeof order>, at: number): Promise<void> {
  const created_at = new Date(at * 1000).toISOString().replace("T", " ").slice(0, 19);
  const body = ticketTailorEvent("ORDER.UPDATED", payload, { id: `wh_${at}`, created_at });
  const events = ticketTailor.identify(body) ?? [];
  const received = await Promise.all(
    events.map(async (event) => receivedEvent({ event, normalised: await normalise(event) })),
  );
  await databaseStore(rpc).process({
    provider: "ticket-tailor",
    endpoint: "",
    request_id: crypto.randomUUID(),
    events: received,
    rate_limit: null,
  });
}

const none = { sources: 1, processed: 0, stored: 0, deferred: 0, duplicate: 0, unfinished: 0 };
const books = () =>
  sql`select external_id, amount::integer, refunded_amount::integer, payment_status from public.transactions`;

describe("orders of Ticket Tailor's that were never delivered", () => {
  const sold = (fields = {}) => order({ created_at: secondsAgo(600), ...fields });

  it("are applied with their tickets, and known again", async () => {
    const ticket = issuedTicket({ created_at: secondsAgo(590), updated_at: secondsAgo(590) });
    answer = ticketTailorList([sold({ issued_tickets: [ticket] })]);
    expect(await run(ofTicketTailor)).toEqual({ ...none, processed: 2 });
    expect(await books()).toEqual([
      { external_id: "or_1", amount: 14_900, refunded_amount: 0, payment_status: "succeeded" },
    ]);
    expect(await sql`select external_id from public.registrations`).toEqual([{ external_id: "it_1" }]);
    const applied = await businessState(sql);
    expect(await run(ofTicketTailor)).toEqual({ ...none, duplicate: 2 });
    expect(await businessState(sql)).toEqual(applied);
  });

  it("change nothing where they were delivered after all", async () => {
    await deliverOrder(sold(), secondsAgo(600));
    const delivered = await books();
    answer = ticketTailorList([sold()]);
    expect(await run(ofTicketTailor)).toEqual({ ...none, processed: 1 });
    expect(await books()).toEqual(delivered);
  });

  it("make up for a change that was missed", async () => {
    await deliverOrder(sold(), secondsAgo(600));
    answer = ticketTailorList([sold({ status: "canceled", refund_amount: 14_900 })]);
    await run(ofTicketTailor);
    expect(await books()).toMatchObject([{ refunded_amount: 14_900, payment_status: "cancelled" }]);
  });

  it("give way to what is delivered afterwards", async () => {
    answer = ticketTailorList([sold({ status: "pending" })]);
    await run(ofTicketTailor);
    await deliverOrder(sold(), secondsAgo(0));
    expect(await books()).toMatchObject([{ payment_status: "succeeded" }]);
  });

  it("are not looked for with a key that is refused: the run has failed", async () => {
    answer = ticketTailorList([sold()]);
    expect(await run({ ...ofTicketTailor, TICKET_TAILOR_API_KEY: "sk_other" })).toBe("HTTP_401");
    expect(await books()).toEqual([]);
  });
});

describe("purchases of Kajabi's that were never delivered", () => {
  it("are applied with who bought and what, and known again", async () => {
    const updated_at = new Date(Date.now() - 600_000).toISOString();
    const bought = { amount_in_cents: 14_900, currency: "USD", created_at: updated_at, updated_at };
    answer = kajabiApiStandIn([
      resource("purchases", "1", bought, { customer: "501", offer: "77" }),
      resource("customers", "501", { name: "Jane Doe", email: "jane@example.com" }),
      resource("offers", "77", { title: "Speaking Course" }),
    ]);
    expect(await run(ofKajabi)).toEqual({ ...none, processed: 1 });
    expect(
      await sql`
        select r.kind, r.status, c.email, p.name
        from public.registrations r
        join public.contacts c on c.id = r.contact_id
        join public.products p on p.id = r.product_id`,
    ).toEqual([{ kind: "access", status: "active", email: "jane@example.com", name: "Speaking Course" }]);
    expect(await run(ofKajabi)).toEqual({ ...none, duplicate: 1 });
  });

  it("are not looked for while nobody answers: the run has failed", async () => {
    expect(await run({ ...ofKajabi, KAJABI_API_URL: "http://127.0.0.1:1" })).toBe("NETWORK");
  });
});
