import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { job } from "../../functions/job-reconcile/job.ts";
import type { Rpc } from "../../shared/database/rpc.ts";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import { failureOf } from "../../shared/observability/failure.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { testDatabase } from "../support/database.ts";
import { deliver } from "../support/door.ts";
import { type ApiAnswer, paypalList, startApi, stripeList } from "../support/listing-api.ts";
import { capture, paypalEvent } from "../support/payloads/paypal.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const hour = 3600_000;
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

const answers: { stripe: ApiAnswer; paypal: ApiAnswer } = { stripe: stripeList([]), paypal: paypalList([]) };
const stripe = startApi((request, body) => answers.stripe(request, body));
const paypal = startApi((request, body) => answers.paypal(request, body));

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`delete from intake.reconciliations`;
  Object.assign(answers, { stripe: stripeList([]), paypal: paypalList([]) });
});
afterAll(async () => {
  await stripe.stop();
  await paypal.stop();
});

/** A checkout as Stripe lists it. */
const checkout = (id: string, created = secondsAgo(60)) => ({
  id,
  type: "checkout.session.completed",
  created,
  data: {
    object: {
      id: `cs_${id}`,
      payment_intent: `pi_${id}`,
      payment_status: "paid",
      amount_total: 14900,
      currency: "usd",
      customer_details: { email: "jane@example.com", name: "Jane Doe" },
    },
  },
});
const checkouts = (count: number) =>
  Array.from({ length: count }, (_, index) => checkout(`evt_${index}`, secondsAgo(60 + index)));

const stripeOnly = { STRIPE_API_KEY: "rk_MARKED", STRIPE_API_URL: stripe.url };
const both = {
  ...stripeOnly,
  PAYPAL_CLIENT_ID: "client",
  PAYPAL_CLIENT_SECRET: "MARKED",
  PAYPAL_API_URL: paypal.url,
};

/** One run: what it did or failed with, and what it reported by the way. */
async function run(
  environment: Readonly<Record<string, string>> = stripeOnly,
  { through = rpc, isTimeUp = () => false }: { through?: Rpc; isTimeUp?: () => boolean } = {},
) {
  const reported: unknown[] = [];
  const report = (thrown: unknown, subject?: string) => reported.push([subject, failureOf(thrown).code]);
  const started = { requestId: crypto.randomUUID(), rpc: through, isTimeUp, report };
  const result = await job
    .prepare({ DEFAULT_PHONE_COUNTRY: "US", ...environment })(started)
    .catch((thrown: unknown) => failureOf(thrown).code);
  return { result, reported };
}

async function cursor(provider = "stripe") {
  const [row] = await sql<
    {
      reconciled_until: Date;
      window_until: Date | null;
      next_page: string | null;
      last_error: string | null;
    }[]
  >`select * from intake.reconciliations where provider = ${provider}`;
  if (!row) throw new Error(`${provider} was never reconciled.`);
  return row;
}

const none = { sources: 1, processed: 0, stored: 0, deferred: 0, duplicate: 0, unfinished: 0 };
const payments = async () =>
  (await sql<{ id: string }[]>`select external_id as id from public.transactions order by 1`).map(
    ({ id }) => id,
  );

describe("a run of job-reconcile", () => {
  it("applies what was missed as if it had been delivered, and knows it again", async () => {
    answers.stripe = stripeList([checkout("evt_1")]);
    expect((await run()).result).toEqual({ ...none, processed: 1 });
    const applied = await businessState(sql);
    expect(await payments()).toEqual(["pi_evt_1"]);
    expect((await run()).result).toEqual({ ...none, duplicate: 1 });
    expect(await businessState(sql)).toEqual(applied);
  });

  it("takes what was delivered for a duplicate", async () => {
    await deliver(sql, [{ id: "evt_1", type: "checkout.session.completed" }]);
    answers.stripe = stripeList([checkout("evt_1"), checkout("evt_2")]);
    expect((await run()).result).toEqual({ ...none, processed: 1, duplicate: 1 });
    expect(await payments()).toEqual(["pi_evt_2"]);
  });

  it("puts what can't be mapped into the dead letter queue", async () => {
    const broken = { ...checkout("evt_1"), data: { object: { payment_status: "paid" } } };
    answers.stripe = stripeList([broken]);
    expect((await run()).result).toEqual({ ...none, deferred: 1 });
  });

  it("applies PayPal's, and asks each provider for its own", async () => {
    const create_time = new Date(Date.now() - hour).toISOString();
    answers.stripe = stripeList([checkout("evt_1")]);
    answers.paypal = paypalList(
      ["WH-1", "WH-2", "WH-3"].map((id) =>
        paypalEvent("PAYMENT.CAPTURE.COMPLETED", capture({ id: `capture_${id}` }), { id, create_time }),
      ),
      2,
    );
    expect((await run(both)).result).toEqual({ ...none, sources: 2, processed: 4 });
    expect(await payments()).toEqual(["capture_WH-1", "capture_WH-2", "capture_WH-3", "pi_evt_1"]);
  });

  it("does nothing where no credential is configured", async () => {
    expect((await run({})).result).toEqual({ ...none, sources: 0 });
  });

  it("looks three days back at first, and then an hour behind where it was", async () => {
    const start = () =>
      Number(new URL(stripe.requests.at(-1)?.url ?? "").searchParams.get("created[gte]")) * 1000;
    const before = Date.now();
    await run();
    expect(Math.abs(start() - (before - 73 * hour))).toBeLessThan(60_000);
    const { reconciled_until } = await cursor();
    expect(reconciled_until.getTime()).toBeGreaterThanOrEqual(before);
    await run();
    expect(start()).toBe(Math.floor((reconciled_until.getTime() - hour) / 1000) * 1000);
  });
});

describe("a list that is too long for one run", () => {
  it("is gone on with by the next runs, each event once, and is done only at its end", async () => {
    answers.stripe = stripeList(checkouts(13), 1);
    expect((await run()).result).toEqual({ ...none, processed: 5, unfinished: 1 });
    const first = await cursor();
    expect(first).toMatchObject({ next_page: "evt_4", last_error: null });
    expect(first.reconciled_until.getTime()).toBeLessThan(Date.now() - 71 * hour);

    expect((await run()).result).toEqual({ ...none, processed: 5, unfinished: 1 });
    expect((await run()).result).toEqual({ ...none, processed: 3 });
    expect(await cursor()).toMatchObject({
      reconciled_until: first.window_until,
      window_until: null,
      next_page: null,
    });
    expect(await payments()).toHaveLength(13);
  });

  it("is left when the run's time is up", async () => {
    answers.stripe = stripeList(checkouts(4), 1);
    let asked = 0;
    expect((await run(stripeOnly, { isTimeUp: () => ++asked > 3 })).result).toMatchObject({
      processed: 2,
      unfinished: 1,
    });
    expect((await run()).result).toMatchObject({ processed: 2, duplicate: 0, unfinished: 0 });
  });

  it("goes on from the page that failed", async () => {
    const list = stripeList(checkouts(4), 1);
    let asked = 0;
    answers.stripe = (request, body) =>
      ++asked === 3 ? new Response(null, { status: 429 }) : list(request, body);
    expect((await run()).result).toBe("HTTP_429");
    expect(await cursor()).toMatchObject({ next_page: "evt_1", last_error: "HTTP_429" });
    expect((await run()).result).toEqual({ ...none, processed: 2 });
    expect(await payments()).toHaveLength(4);
  });

  it("is begun again when the API no longer knows the page", async () => {
    answers.stripe = stripeList(checkouts(7), 1);
    await run();
    const { reconciled_until } = await cursor();
    answers.stripe = () => new Response(null, { status: 400 });
    expect((await run()).result).toBe("HTTP_400");
    expect(await cursor()).toMatchObject({ reconciled_until, window_until: null, next_page: null });
    answers.stripe = stripeList(checkouts(7));
    expect((await run()).result).toEqual({ ...none, processed: 2, duplicate: 5 });
  });
});

describe("an API that can't be asked", () => {
  it.each<[string, ApiAnswer]>([
    ["HTTP_401", () => new Response(null, { status: 401 })],
    ["HTTP_429", () => new Response(null, { status: 429 })],
    ["HTTP_500", () => new Response("MARKED", { status: 500 })],
    ["NOT_JSON", () => new Response("<html>")],
    ["UNEXPECTED_ANSWER", () => Response.json({ data: [{}], has_more: false })],
  ])("fails the run as %s, and leaves the cursor where it was", async (code, answer) => {
    await run();
    const before = await cursor();
    answers.stripe = answer;
    expect(await run()).toEqual({ result: code, reported: [["stripe", code]] });
    const { reconciled_until, last_error } = await cursor();
    expect({ reconciled_until, last_error }).toEqual({
      reconciled_until: before.reconciled_until,
      last_error: code,
    });
  });

  it("fails the run when nobody is there, and the run after the outage finds what was missed", async () => {
    await run();
    const unreachable = { ...stripeOnly, STRIPE_API_URL: "http://127.0.0.1:1" };
    expect(await run(unreachable)).toEqual({ result: "NETWORK", reported: [["stripe", "NETWORK"]] });
    answers.stripe = stripeList([checkout("evt_1")]);
    expect((await run()).result).toEqual({ ...none, processed: 1 });
    expect((await cursor()).last_error).toBeNull();
  });

  it("keeps its beginning when the very first run fails", async () => {
    answers.stripe = () => new Response(null, { status: 503 });
    await run();
    const { reconciled_until } = await cursor();
    answers.stripe = stripeList([checkout("evt_1", secondsAgo(70 * 3600))]);
    expect((await run()).result).toEqual({ ...none, processed: 1 });
    expect((await cursor()).reconciled_until.getTime()).toBeGreaterThan(reconciled_until.getTime());
  });

  it("holds up no other, and fails the run all the same", async () => {
    answers.paypal = () => new Response(null, { status: 401 });
    answers.stripe = stripeList([checkout("evt_1")]);
    expect(await run(both)).toEqual({ result: "HTTP_401", reported: [["paypal", "HTTP_401"]] });
    expect(await payments()).toEqual(["pi_evt_1"]);
    expect((await cursor("stripe")).last_error).toBeNull();
  });
});

describe("a database that goes", () => {
  it("ends the run with the cursor where it was, and what was not stored is found by the next one", async () => {
    await run();
    const before = await cursor();
    answers.stripe = stripeList([checkout("evt_1")]);
    const without: Rpc = (door, args) =>
      door === "process_webhook_atomically"
        ? Promise.reject(new DatabaseUnavailable("PGRST001"))
        : rpc(door, args);
    expect((await run(stripeOnly, { through: without })).result).toBe("PGRST001");
    expect(await cursor()).toEqual(before);
    expect((await run()).result).toEqual({ ...none, processed: 1 });
  });
});
