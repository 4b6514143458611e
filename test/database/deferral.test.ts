import { beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../shared/intake/change.ts";
import { emptyBusiness } from "../support/business-state.ts";
import { sqlstate } from "../support/database-errors.ts";
import { testDatabase } from "../support/database.ts";
import { deliver, statuses } from "../support/door.ts";

const { sql } = await testDatabase();
const at = "2027-01-15T08:00:00Z";

beforeEach(async () => {
  await emptyBusiness(sql);
});

const letters = async () => await sql`select kind, reason, field, status, attempts from intake.pipeline_dlq`;

describe("an event that can't be applied", () => {
  it("is kept with the mapping problem's code and field when the payload couldn't be read", async () => {
    const problem = { code: "unknown-currency", field: "data.object.currency" };
    expect(statuses(await deliver(sql, [{ id: "e1", payload: { odd: true }, problem }]))).toEqual([
      "deferred",
    ]);
    expect(await letters()).toEqual([
      {
        kind: "normalise",
        reason: "unknown-currency",
        field: "data.object.currency",
        status: "waiting",
        attempts: 0,
      },
    ]);
    const [receipt] = await sql`select status, payload from intake.webhook_events`;
    expect(receipt).toEqual({ status: "deferred", payload: { odd: true } });
  });

  it.each<{
    readonly why: string;
    readonly change: Change;
    readonly reason: string;
    readonly field: string | null;
  }>([
    {
      why: "an absurd amount",
      change: {
        kind: "transaction",
        at,
        external_id: "pi_1",
        amount: 1e15,
        currency: "USD",
        confirmed: true,
      },
      reason: "23514",
      field: "transactions_amount_range",
    },
    {
      why: "an amount without a currency",
      change: { kind: "transaction", at, external_id: "pi_1", amount: 1, confirmed: true },
      reason: "23514",
      field: "transactions_amount_has_currency",
    },
    {
      why: "a time that isn't one",
      change: { kind: "product", at: "yesterday-ish", external_id: "prod_1" },
      reason: "22007",
      field: null,
    },
    {
      why: "a time out of range",
      change: { kind: "transaction", at: "0001-01-01T00:00:00Z", external_id: "pi_1", confirmed: true },
      reason: "22008",
      field: "at",
    },
    {
      why: "a tag for nobody",
      change: { kind: "tag", at, name: "vip", applied: true },
      reason: "23502",
      field: "contact_id",
    },
  ])("is kept with the SQLSTATE and what was offended: $why", async ({ change, reason, field }) => {
    expect(statuses(await deliver(sql, [{ id: "e1", changes: [change] }]))).toEqual(["deferred"]);
    expect(await letters()).toMatchObject([{ kind: "apply", reason, field }]);
    expect(await sql`select stage from public.pipeline_events`).toEqual([{ stage: "deferred" }]);
  });

  it("leaves nothing half done, and doesn't hold up the others of its batch", async () => {
    const jane: Change = { kind: "contact", at, email: "jane@example.com" };
    const absurd: Change = {
      kind: "transaction",
      at,
      external_id: "pi_1",
      amount: 1e15,
      currency: "USD",
      confirmed: true,
    };
    const fine: Change = {
      kind: "transaction",
      at,
      external_id: "pi_2",
      amount: 1,
      currency: "USD",
      confirmed: true,
    };
    const outcomes = await deliver(sql, [
      { id: "e1", changes: [jane, absurd] },
      { id: "e2", changes: [fine] },
    ]);
    expect(statuses(outcomes)).toEqual(["deferred", "processed"]);
    expect(await sql`select from public.contacts`).toHaveLength(0);
    expect(await sql`select external_id from public.transactions`).toEqual([{ external_id: "pi_2" }]);
  });

  it("is a duplicate when it comes again: it is ours now", async () => {
    const problem = { code: "missing-field", field: "id" };
    await deliver(sql, [{ id: "e1", problem }]);
    expect(statuses(await deliver(sql, [{ id: "e1", problem }]))).toEqual(["duplicate"]);
    expect(await letters()).toHaveLength(1);
  });
});

describe("a failure that says nothing about the event", () => {
  it("is raised, and leaves no receipt behind, so that the sender's retry starts afresh", async () => {
    const run = sql.begin(async (transaction) => {
      await transaction.unsafe(`
        create function public.fail() returns trigger language plpgsql set search_path = '' as
        $$ begin raise exception using errcode = '53200', message = 'out of memory'; end $$;
        create trigger fail before insert on public.products for each row execute function public.fail();`);
      return await transaction`
        select public.process_webhook_atomically('stripe', '', gen_random_uuid(), ${JSON.stringify([
          {
            id: "e1",
            type: "t",
            occurred_at: null,
            payload: {},
            problem: null,
            changes: [{ kind: "product", at, external_id: "prod_1" }],
          },
        ])}::text::jsonb)`;
    });
    expect(await sqlstate(run)).toBe("53200");
    expect(await sql`select from intake.webhook_events`).toHaveLength(0);
  });
});
