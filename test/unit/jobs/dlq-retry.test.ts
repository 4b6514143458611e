import { describe, expect, test } from "vitest";
import { drainQueue } from "../../../functions/job-dlq-retry/drain-queue.ts";
import { letterHandlers } from "../../../functions/job-dlq-retry/letter-handlers.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import type { Change } from "../../../shared/intake/change.ts";
import { mappingAgain } from "../../../shared/intake/map-again.ts";
import type { Provider } from "../../../shared/intake/provider.ts";
import { acme } from "../intake/acme.ts";

const at = "2027-01-15T08:00:00Z";
const tag: Change = { kind: "tag", name: "vip", applied: true, at };

type Settlement = {
  readonly letter: number;
  readonly changes: readonly unknown[];
  readonly problem: unknown;
};

/** A letter as the database hands it out. */
function letter(id: number, changed: Readonly<Record<string, unknown>> = {}) {
  return {
    letter: id,
    kind: "normalise",
    reason: "missing-field",
    provider: "acme",
    endpoint: "",
    event_id: `e${id}`,
    event_type: "order.paid",
    occurred_at: "2027-01-15T08:00:00+00:00",
    payload: { id: `e${id}` },
    changes: [],
    ...changed,
  };
}

/** A queue with these letters due, and what was settled of it. */
function queue(
  letters: readonly object[],
  settle: (settled: Settlement) => unknown = () => ({ status: "resolved" }),
) {
  const due = [...letters];
  const settled: Settlement[] = [];
  const failures: unknown[] = [];
  const rpc: Rpc = async (door, args) => {
    if (door === "claim_dead_letters") return due.splice(0, Number(args.batch));
    const settlement = args as Settlement;
    settled.push(settlement);
    return settle(settlement);
  };
  return { rpc, settled, failures, due, report: (thrown: unknown) => failures.push(thrown) };
}

const drain = (
  { rpc, report }: ReturnType<typeof queue>,
  provider: Partial<Provider> = {},
  isTimeUp: () => boolean = () => false,
) => {
  const mended: Provider = { ...acme, normalise: () => ({ ok: true, changes: [tag] }), ...provider };
  const handlers = letterHandlers(mappingAgain(new Map([["acme", mended]]), {}));
  return drainQueue({ requestId: "run", rpc, report, isTimeUp }, handlers);
};

describe("a run of job-dlq-retry", () => {
  test("maps every letter that is due by its provider's mapping as it is now, in batches", async () => {
    const letters = queue(Array.from({ length: 60 }, (_, index) => letter(index)));
    expect(await drain(letters)).toEqual({ claimed: 60, resolved: 60, waiting: 0, dead: 0 });
    expect(letters.settled).toHaveLength(60);
    expect(letters.settled[0]).toEqual({ letter: 0, changes: [tag], problem: null });
  });

  test("counts what is still waiting and what was given up", async () => {
    const status = ["resolved", "waiting", "dead"];
    const letters = queue([letter(0), letter(1), letter(2)], (settled) => ({
      status: status[settled.letter],
    }));
    expect(await drain(letters)).toEqual({ claimed: 3, resolved: 1, waiting: 1, dead: 1 });
  });

  test("gives the mapping the event as it was received", async () => {
    const seen: unknown[] = [];
    await drain(queue([letter(7), letter(8, { occurred_at: null })]), {
      normalise: (event) => {
        seen.push(event);
        return { ok: true, changes: [] };
      },
    });
    expect(seen).toEqual([
      { id: "e7", type: "order.paid", occurredAt: at, payload: { id: "e7" } },
      { id: "e8", type: "order.paid", occurredAt: null, payload: { id: "e8" } },
    ]);
  });

  test("notes why a letter still can't be mapped, also when the mapping throws", async () => {
    const letters = queue([letter(1), letter(2)], () => ({ status: "waiting" }));
    await drain(letters, {
      normalise: ({ id }) => {
        if (id === "e2") throw new Error("MARKED");
        return { ok: false, problem: { code: "unknown-currency", field: "currency" } };
      },
    });
    expect(letters.settled.map(({ problem }) => problem)).toEqual([
      { code: "unknown-currency", field: "currency" },
      { code: "normaliser-failed", field: "" },
    ]);
    expect(letters.failures).toHaveLength(1);
  });

  test("leaves a letter waiting whose provider or payload is gone, and says so", async () => {
    const letters = queue([letter(1, { provider: "gone" }), letter(2, { payload: null })], () => ({
      status: "waiting",
    }));
    expect(await drain(letters)).toMatchObject({ waiting: 2 });
    expect(letters.settled.map(({ problem }) => problem)).toEqual([
      { code: "unknown-provider", field: "" },
      { code: "payload-dropped", field: "" },
    ]);
  });

  test("tries what the database refused as it was mapped then, where nothing is left to map it with or from", async () => {
    const kept = { kind: "apply", changes: [{ kind: "product", at, external_id: "prod_1" }] };
    const letters = queue([
      letter(1, kept),
      letter(2, { ...kept, provider: "gone" }),
      letter(3, { ...kept, payload: null }),
    ]);
    await drain(letters);
    expect(letters.settled.map(({ changes }) => changes)).toEqual([[tag], kept.changes, kept.changes]);
  });

  test("doesn't believe what the provider's API denied, until the API says otherwise", async () => {
    const sale: Change = { kind: "transaction", at, external_id: "pi_1", confirmed: false };
    const normalise = () => ({ ok: true, changes: [sale] }) as const;
    const denied = letter(1, { reason: "contradicted" });
    const problems = [];
    for (const confirmation of ["contradicted", "unavailable", "confirmed"] as const) {
      const letters = queue([denied]);
      await drain(letters, { normalise, confirm: () => () => Promise.resolve(confirmation) });
      problems.push(letters.settled[0]?.problem);
    }
    const withoutCredential = queue([denied]);
    await drain(withoutCredential, { normalise, confirm: () => null });
    const contradicted = { code: "contradicted", field: "" };
    expect([...problems, withoutCredential.settled[0]?.problem]).toEqual([
      contradicted,
      contradicted,
      null,
      contradicted,
    ]);
  });

  test("ends when its time is up and leaves the rest to the next one", async () => {
    let asked = 0;
    const letters = queue(Array.from({ length: 60 }, (_, index) => letter(index)));
    const counts = await drain(letters, {}, () => ++asked > 10);
    expect(counts.claimed).toBe(25);
    expect(counts.resolved).toBeLessThan(10);
    expect(letters.due).toHaveLength(35);
  });

  test("takes no more than a request's CPU time is good for", async () => {
    const letters = queue(Array.from({ length: 1000 }, (_, index) => letter(index)));
    expect(await drain(letters)).toMatchObject({ claimed: 300 });
  });

  test("goes on when a letter can't be settled, and has failed in the end", async () => {
    const unavailable = new DatabaseUnavailable("57014");
    const letters = queue([letter(1), letter(2), letter(3)], (settled) => {
      if (settled.letter === 2) throw unavailable;
      return { status: "resolved" };
    });
    await expect(drain(letters)).rejects.toBe(unavailable);
    expect(letters.settled.map((settled) => settled.letter)).toEqual([1, 2, 3]);
    expect(letters.failures).toEqual([unavailable]);
  });

  test("ends when the database is gone rather than ask for every letter", async () => {
    const letters = queue(
      Array.from({ length: 20 }, (_, index) => letter(index)),
      () => {
        throw new DatabaseUnavailable("NETWORK");
      },
    );
    await expect(drain(letters)).rejects.toThrow(DatabaseUnavailable);
    expect(letters.settled).toHaveLength(3);
  });
});
