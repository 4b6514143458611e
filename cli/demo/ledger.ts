import type { Facts, Run, Scenario } from "./scenario.ts";

/** How many there are of one kind, and for money how much in minor units. */
export type LedgerLine = {
  /** Empty for what doesn't belong to one sender. */
  readonly provider: string;
  readonly what: string;
  readonly which: string;
  readonly count: number;
  readonly amount: number;
  readonly refunded: number;
};

/** What the database must hold once every event of these days has arrived, however often and in whatever order. */
export function expectedLedger(run: Run, scenarios: readonly Scenario[]): readonly LedgerLine[] {
  const people = new Set(scenarios.flatMap(({ facts }) => facts.people.map(run.email)));
  return [
    { provider: "", what: "contacts", which: "", count: people.size, amount: 0, refunded: 0 },
    ...counted(
      "",
      "tags",
      scenarios.flatMap(({ facts }) => facts.tags ?? []),
    ),
    ...counted(
      "",
      "addresses",
      scenarios.flatMap(({ facts }) => facts.addresses ?? []),
    ),
    ...scenarios.flatMap((scenario) => [
      ...receipts(scenario),
      ...businessLines(scenario.provider, scenario.facts),
    ]),
  ];
}

function receipts({ provider, events }: Scenario): readonly LedgerLine[] {
  return counted(
    provider,
    "receipts",
    events.flatMap(({ fate, holds = 1 }) => Array<string>(holds).fill(fate)),
  );
}

function businessLines(provider: string, facts: Facts): readonly LedgerLine[] {
  return [
    ...payments(provider, facts),
    ...counted(provider, "subscriptions", facts.subscriptions ?? []),
    ...counted(provider, "registrations", facts.registrations ?? []),
    ...counted(provider, "engagements", facts.engagements ?? []),
    ...counted(provider, "products", Array<string>(facts.products).fill("")),
    ...counted(provider, "dead letters", facts.deadLetters),
  ];
}

function payments(provider: string, facts: Facts): readonly LedgerLine[] {
  const named = facts.payments.map((payment) => ({
    ...payment,
    which: `${payment.currency} ${payment.status}`,
  }));
  return [...new Set(named.map(({ which }) => which))].map((which) => {
    const same = named.filter((payment) => payment.which === which);
    return {
      provider,
      what: "transactions",
      which,
      count: same.length,
      amount: same.reduce((sum, { amount }) => sum + amount, 0),
      refunded: same.reduce((sum, { refunded = 0 }) => sum + refunded, 0),
    };
  });
}

function counted(provider: string, what: string, items: readonly string[]): readonly LedgerLine[] {
  return [...new Set(items)].map((which) => {
    const count = items.filter((item) => item === which).length;
    return { provider, what, which, count, amount: 0, refunded: 0 };
  });
}
