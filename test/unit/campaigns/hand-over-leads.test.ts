import { describe, expect, test } from "vitest";
import { handOverLeads } from "../../../shared/campaigns/hand-over-leads.ts";
import { type Outcome, outcome } from "../../../shared/campaigns/outcome.ts";
import { claimedLead } from "../../support/claimed-lead.ts";

const leads = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    claimedLead({ key: `key-${index}`, email: `${index}@example.com` }),
  );

/** Hands over leads to a tool that answers in order; who was handed over, and what came of all. */
async function handOver(
  given: Parameters<typeof handOverLeads>[0],
  answer: (handedOver: number) => Outcome,
  mayBegin: () => boolean = () => true,
) {
  const handedOver: string[] = [];
  let most = 0;
  let underWay = 0;
  const { settled, isToolWell } = await handOverLeads(
    given,
    async ({ key }) => {
      handedOver.push(key);
      most = Math.max(most, ++underWay);
      const came = answer(handedOver.length);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
      return came;
    },
    mayBegin,
  );
  const results = settled.map((each) => (each.outcome === "unsent" ? "unsent" : each.outcome.result));
  return { handedOver, most, settled, results, isToolWell };
}

const count = (results: readonly string[], result: string) =>
  results.filter((each) => each === result).length;

describe("handing over leads", () => {
  test("goes through all, some at a time, each once", async () => {
    const { handedOver, most, settled, isToolWell } = await handOver(leads(25), () => outcome("taken"));
    expect(new Set(handedOver).size).toBe(25);
    expect(most).toBe(8);
    expect(new Set(settled.map(({ lead }) => lead.key)).size).toBe(25);
    expect(isToolWell).toBe(true);
  });

  test("begins no more once the tool says that none would fare better", async () => {
    const { handedOver, results, isToolWell } = await handOver(leads(25), () => outcome("later", "HTTP_429"));
    expect(handedOver).toHaveLength(8);
    expect(count(results, "unsent")).toBe(17);
    expect(isToolWell).toBe(false);
  });

  test.each<Outcome["result"]>(["unknown", "refused"])(
    "begins no more after three in a row that are %s",
    async (result) => {
      const { handedOver, results, isToolWell } = await handOver(leads(25), () => outcome(result, "CODE"));
      expect(handedOver.length).toBeLessThan(25);
      expect(count(results, result) + count(results, "unsent")).toBe(25);
      expect(isToolWell).toBe(false);
    },
  );

  test("isn't held up by what the tool doesn't want now and then", async () => {
    const { results, isToolWell } = await handOver(leads(25), (nth) =>
      nth % 3 === 0 ? outcome("refused", "HTTP_422") : outcome("taken"),
    );
    expect(count(results, "unsent")).toBe(0);
    expect(isToolWell).toBe(true);
  });

  test("begins none when it may not any more", async () => {
    let asked = 0;
    const { handedOver, results, isToolWell } = await handOver(
      leads(25),
      () => outcome("taken"),
      () => ++asked <= 10,
    );
    expect(handedOver).toHaveLength(10);
    expect(count(results, "unsent")).toBe(15);
    expect(isToolWell).toBe(true);
  });

  test("hands nobody over who would have no link to unsubscribe, and it is as if they had not been claimed", async () => {
    const { handedOver, results, isToolWell } = await handOver(
      [{ ...claimedLead(), unsubscribeUrl: null }, claimedLead({ key: "key-1" })],
      () => outcome("taken"),
    );
    expect(handedOver).toEqual(["key-1"]);
    expect(results.toSorted()).toEqual(["taken", "unsent"]);
    expect(isToolWell).toBe(true);
  });

  test("doesn't trouble the tool with a lead whose address can't be deciphered", async () => {
    const unreadable = { ...claimedLead(), email: null };
    const { handedOver, settled } = await handOver([unreadable], () => outcome("taken"));
    expect(handedOver).toEqual([]);
    expect(settled).toMatchObject([{ outcome: { result: "refused", code: "NO_ADDRESS" } }]);
  });
});
