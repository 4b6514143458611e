import { beforeEach, describe, expect, it } from "vitest";
import { job } from "../../functions/job-dlq-retry/job.ts";
import { runDeliveries } from "../../cli/deliveries/run.ts";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../shared/database/rpc.ts";
import { businessState, emptyBusiness } from "../support/business-state.ts";
import { testDatabase } from "../support/database.ts";
import { deliver } from "../support/door.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const problem = { code: "normaliser-failed", field: "" };

beforeEach(async () => {
  await emptyBusiness(sql);
});

/** Runs a command against the test's database: its exit code and what it wrote. */
async function run(line: string, through: Rpc = rpc) {
  const written: string[] = [];
  const errors: string[] = [];
  const exitCode = await runDeliveries(
    line.split(" "),
    () => Promise.resolve({ rpc: through, environment: { DEFAULT_PHONE_COUNTRY: "US" } }),
    { print: (text) => written.push(text), printError: (text) => errors.push(text) },
  );
  return { exitCode, output: written.join("\n"), errors: errors.join("\n") };
}

/** A purchase as Stripe sends it. */
const checkout = (id: string, amount = 14900) => ({
  id,
  type: "checkout.session.completed",
  created: 1800000000,
  data: {
    object: {
      id: `cs_${id}`,
      payment_intent: `pi_${id}`,
      payment_status: "paid",
      amount_total: amount,
      currency: "usd",
      customer_details: { email: "MARKED@example.com", name: "Jane Doe" },
      metadata: { note: "MARKED-note" },
    },
  },
});

/** Receives purchases that could not be mapped on the day they came. */
async function receiveFailed(...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const payload = checkout(id);
    await deliver(sql, [{ id, type: payload.type, occurred_at: "2027-01-15T08:00:00Z", payload, problem }]);
  }
}

const amounts = async () =>
  await sql`select external_id, amount::integer from public.transactions order by external_id`;

describe("show", () => {
  it("prints a delivery with its dead letter and trail, and what was sent only when asked", async () => {
    await receiveFailed("evt_1");
    const { exitCode, output } = await run("show stripe evt_1");
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /^stripe evt_1\n {2}receipt +\d+\n {2}type +checkout\.session\.completed\n {2}status +deferred/,
    );
    expect(output).toContain("occurred    2027-01-15T08:00:00.000Z");
    expect(output).toMatch(/dead letter +waiting: normaliser-failed, attempts 0/);
    expect(output).toMatch(/trail\n {4}\S+Z {2}deferred/);
    expect(output).not.toContain("MARKED");
    expect((await run("show stripe evt_1 --payload")).output).toContain("MARKED-note");
  });

  it("prints JSON, also without the payload", async () => {
    await receiveFailed("evt_1");
    const { output } = await run("show stripe evt_1 --json");
    expect(JSON.parse(output)).toMatchObject([{ receipt: { event_id: "evt_1", status: "deferred" } }]);
    expect(output).not.toContain("MARKED");
    expect((await run("show stripe evt_1 --json --payload")).output).toContain("MARKED-note");
  });

  it("says that there is no such event", async () => {
    expect(await run("show stripe evt_1")).toEqual({
      exitCode: 1,
      output: "",
      errors: "error: No event evt_1 was received from stripe.",
    });
  });
});

describe("failed", () => {
  it("lists what could not be applied, in a range of time", async () => {
    await receiveFailed("evt_1", "evt_2");
    const { exitCode, output } = await run("failed stripe");
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /evt_1 .*waiting: normaliser-failed {2}attempts 0, next \S+Z\n.*evt_2 .*\n2 could not be applied$/s,
    );
    expect((await run("failed stripe --until 2020-01-01")).output).toBe("0 could not be applied");
    expect(JSON.parse((await run("failed stripe --json")).output)).toHaveLength(2);
  });
});

describe("replay", () => {
  it("of one event shows row by row what would change, then does it", async () => {
    await receiveFailed("evt_1");
    const before = await businessState(sql);
    const tried = await run("replay stripe evt_1 --dry-run");
    expect(tried.exitCode).toBe(0);
    expect(tried.output).toMatch(/^stripe evt_1 \(receipt \d+\): would change\n/);
    expect(tried.output).toMatch(/transactions pi_evt_1 \(new\)\n/);
    expect(tried.output).toContain("    amount: 14900\n");
    expect(await businessState(sql)).toEqual(before);

    expect((await run("replay stripe evt_1")).output).toContain("(receipt");
    expect(await amounts()).toEqual([{ external_id: "pi_evt_1", amount: 14900 }]);
    expect((await run("replay stripe evt_1")).output).toMatch(/nothing to change$/);
  });

  it("shows a row that exists as it was and as it would be", async () => {
    await receiveFailed("evt_1");
    await run("replay stripe evt_1");
    const [receipt] = await sql<{ changes: string }[]>`select changes::text from intake.webhook_events`;
    const wrong = (receipt?.changes ?? "").replace("14900", "1");
    await sql`update intake.webhook_events set changes = ${wrong}::text::jsonb`;
    await sql`update public.transactions set amount = 1`;
    const { output } = await run("replay stripe evt_1 --dry-run");
    expect(output).toMatch(/: would change\n {2}transactions pi_evt_1\n {4}amount: 1 → 14900$/);
    expect(JSON.parse((await run("replay stripe evt_1 --json")).output)).toMatchObject({
      dry_run: false,
      replays: [
        {
          problem: null,
          differences: [
            { table: "transactions", isNew: false, before: { amount: 1 }, after: { amount: 14900 } },
          ],
        },
      ],
    });
  });

  it("of all that failed goes through every one of them, and fails when one can't be applied", async () => {
    await receiveFailed("evt_1", "evt_2");
    await deliver(sql, [
      {
        id: "evt_3",
        type: "checkout.session.completed",
        occurred_at: null,
        payload: checkout("evt_3"),
        problem,
      },
    ]);
    const { exitCode, output, errors } = await run("replay stripe --failed --since 2020-01-01");
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /evt_1 .*: changed\n.*evt_2 .*: changed\n.*evt_3 .*: can't be applied: missing-field \(created\)\n3 tried$/s,
    );
    expect(errors).toBe("error: 1 of 3 can't be applied.");
    expect(await amounts()).toHaveLength(2);
  });

  it("wants an endpoint where an id came in by several", async () => {
    await deliver(sql, [{ id: "evt_1" }]);
    await deliver(sql, [{ id: "evt_1" }], { endpoint: "eu" });
    const { exitCode, errors } = await run("replay stripe evt_1");
    expect([exitCode, errors]).toEqual([
      1,
      'error: evt_1 came in by "eu", "": name one of them by --endpoint.',
    ]);
    expect(await run("replay stripe evt_1 --endpoint eu")).toMatchObject({ exitCode: 0 });
    expect(await run("replay stripe evt_1 --endpoint us")).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ["a payload that is no longer kept", "stripe", "payload-dropped"],
    ["a provider that is gone", "acme", "unknown-provider"],
  ])("can't be of %s", async (_, provider, code) => {
    await deliver(sql, [{ id: "evt_1", problem }], { provider });
    if (provider === "stripe") await sql`update intake.webhook_events set payload = null`;
    const { exitCode, output } = await run(`replay ${provider} evt_1`);
    expect(exitCode).toBe(1);
    expect(output).toContain(`can't be applied: ${code}`);
  });
});

describe("alerts", () => {
  it("says that all is well, or what isn't", async () => {
    expect(await run("alerts")).toEqual({ exitCode: 0, output: "No alerts: all is well.", errors: "" });
    await rpc("record_refusals", { function: "webhook-stripe", counts: { mismatch: 12 } });
    const { output } = await run("alerts");
    expect(output).toMatch(
      /^warning {3}invalid_signatures {2}webhook-stripe {2}since \S+Z, last \S+Z, 12 times$/,
    );
    expect(JSON.parse((await run("alerts --json")).output)).toMatchObject([
      { kind: "invalid_signatures", count: 12 },
    ]);
  });
});

describe("a command that is asked wrongly", () => {
  it.each([
    "replay stripe",
    "replay stripe evt_1 --failed",
    "replay stripe --failed",
    "failed stripe --since yesterday",
    "show stripe",
    "forget stripe",
  ])("%s exits with 2 and says what is wrong", async (line) => {
    const { exitCode, output, errors } = await run(line);
    expect([exitCode, output]).toEqual([2, ""]);
    expect(errors).toMatch(/^error: /);
  });

  it("exits with 1 and says what to look at when the project doesn't answer", async () => {
    const { exitCode, errors } = await run("alerts", () =>
      Promise.reject(new DatabaseUnavailable("NETWORK")),
    );
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^error: the project doesn't answer \(NETWORK\)/);
  });
});

describe("job-dlq-retry", () => {
  it("drains what the providers' mappings can now read, and leaves the rest waiting", async () => {
    await receiveFailed("evt_1", "evt_2");
    await deliver(sql, [{ id: "evt_3", problem }], { provider: "acme" });
    await sql`update intake.pipeline_dlq set next_attempt_at = now()`;
    const retry = job.prepare({ DEFAULT_PHONE_COUNTRY: "US" });
    const run = { requestId: crypto.randomUUID(), rpc, isTimeUp: () => false, report: () => undefined };
    expect(await retry(run)).toEqual({ claimed: 3, resolved: 2, waiting: 1, dead: 0 });
    expect(await retry(run)).toEqual({ claimed: 0, resolved: 0, waiting: 0, dead: 0 });
    expect(await amounts()).toHaveLength(2);
    expect(await sql`select reason, status from intake.pipeline_dlq where status <> 'resolved'`).toEqual([
      { reason: "unknown-provider", status: "waiting" },
    ]);
  });
});
