import { describe, expect, test } from "vitest";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { VerificationUnavailable } from "../../../shared/verification/verification-unavailable.ts";
import { acme, intake, order, signed } from "./acme.ts";

const marked = "MARKED personal data of jane@example.com";
const delivery = signed(JSON.stringify({ ...order, note: marked }));

function throwing(thrown: unknown) {
  return () => {
    throw thrown;
  };
}

type Failing = {
  readonly name: string;
  readonly intake: () => ReturnType<typeof intake>;
  readonly error: string;
  readonly code?: string;
};

const passing: readonly Failing[] = [
  {
    name: "the database is unavailable",
    intake: () =>
      intake(acme, {
        store: {
          process: throwing(new DatabaseUnavailable("PGRST001", { cause: new Error(marked) })),
        },
      }),
    error: "DatabaseUnavailable",
    code: "PGRST001",
  },
  {
    name: "the scheme can't decide now",
    intake: () => intake({ ...acme, scheme: throwing(new VerificationUnavailable(marked)) }),
    error: "VerificationUnavailable",
  },
];

const lasting: readonly Failing[] = [
  {
    name: "the database refuses the call",
    intake: () => intake(acme, { store: { process: throwing(new DatabaseRefusal("PGRST202")) } }),
    error: "DatabaseRefusal",
    code: "PGRST202",
  },
  {
    name: "identify throws",
    intake: () => intake({ ...acme, identify: throwing(new TypeError(marked)) }),
    error: "TypeError",
  },
  {
    name: "the scheme was called wrongly",
    intake: () => intake({ ...acme, scheme: throwing(new TypeError(marked)) }),
    error: "TypeError",
  },
  {
    name: "something that is no Error is thrown",
    intake: () => intake(acme, { store: { process: throwing(marked) } }),
    error: "string",
  },
];

describe.each(passing)("when $name", (failing) => {
  test("the sender is told to come back", async () => {
    const answer = await failing.intake().app.request("/webhook-acme", delivery);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(await answer.json()).toMatchObject({ type: "urn:sluice:problem:unavailable", status: 503 });
  });
});

describe.each(lasting)("when $name", (failing) => {
  test("the sender is told that it is our fault, and nothing else", async () => {
    const answer = await failing.intake().app.request("/webhook-acme", delivery);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ type: "urn:sluice:problem:internal-error", status: 500 });
  });
});

describe.each([...passing, ...lasting])("when $name", ({ intake: failing, error, code }) => {
  test("the log leads to the cause without quoting it, and neither does the answer", async () => {
    const { app, log, deliveries } = failing();
    const answer = await app.request("/webhook-acme", delivery);
    expect(log).toMatchObject([
      { event: "failed", step: "delivery", error, ...(code !== undefined && { code }) },
    ]);
    expect(log[0]).toHaveProperty("request", answer.headers.get("x-request-id"));
    if (error !== "string") {
      expect(log[0]).toHaveProperty(["frames", 0], expect.stringContaining("failures.test.ts"));
    }
    expect(deliveries).toEqual([]);
    const seen = JSON.stringify([log, await answer.text(), [...answer.headers]]);
    expect(seen).not.toMatch(/MARKED|jane/);
  });
});

test("after the database is back, the sender's retry is taken", async () => {
  let isDown = true;
  const store = {
    process: async () => {
      if (isDown) throw new DatabaseUnavailable("NETWORK");
      const outcomes = [{ id: order.id, status: "processed", receipt: 1 }] as const;
      return { kept: true, outcomes, checkout: null } as const;
    },
  };
  const { app } = intake(acme, { store });
  expect((await app.request("/webhook-acme", delivery)).status).toBe(503);
  isDown = false;
  expect(await (await app.request("/webhook-acme", delivery)).json()).toEqual({
    status: "processed",
    id: order.id,
  });
});
