import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Delivery, Reason, Scheme } from "../../../shared/verification/types.ts";
import { libraries } from "../../support/libraries.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { oracleOf } from "../../support/oracles.ts";
import { type Draft, drafts, edited, edits, signed } from "../../support/signed-deliveries.ts";
import { signers } from "../../support/signers.ts";

const now = new Date(1_800_000_000_000);

const readsWhatItKnows = "it reads what it knows of a header, and leaves the rest";
const looksAtThePast = "it refuses the past only";
const ofTheStandard = { "malformed-credential": readsWhatItKnows };

/** For what we may refuse what the library takes, and why it takes it. */
const stricter: Readonly<Partial<Record<string, Partial<Record<Reason, string>>>>> = {
  clerk: ofTheStandard,
  resend: ofTheStandard,
  standard: ofTheStandard,
  svix: ofTheStandard,
  stripe: { "not-yet-valid": looksAtThePast, "malformed-credential": readsWhatItKnows },
  slack: { "not-yet-valid": looksAtThePast, "malformed-credential": readsWhatItKnows },
  hubspot: { "not-yet-valid": looksAtThePast, "malformed-credential": "it reads any number as a time" },
  paddle: { "not-yet-valid": looksAtThePast, "malformed-credential": readsWhatItKnows },
  sendgrid: {
    expired: "it looks at no time",
    "not-yet-valid": "it looks at no time",
    "malformed-credential": "its decoder skips what it can't read",
  },
};

/** Why we accept what the library refuses. */
const wider: Readonly<Partial<Record<string, string>>> = {
  paddle: "it allows 5 seconds, which a cold start and a slow network can use up",
};

test("every library has a signer, and the other way round", () => {
  expect([...signers.keys()].sort()).toEqual([...libraries.keys()].sort());
});

describe.each([...signers])("%s", (name, signer) => {
  const oracle = oracleOf(name);
  const verdictOn = async (...call: Parameters<Scheme>) => (await loadProvider(name)).scheme(...call);

  beforeEach(() => {
    vi.useFakeTimers({ now, toFake: ["Date"] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Where we are wider, it is in time alone. */
  async function wouldHaveTaken(delivery: Delivery, { moment, key }: Draft): Promise<boolean> {
    vi.setSystemTime(moment);
    const taken = wider[name] !== undefined && (await oracle?.(delivery, [key]));
    vi.setSystemTime(now);
    return taken === true;
  }

  const source = signer.byLibrary ? "the library signs" : "is signed as documented";
  test(`what ${source} is accepted by it and by us`, async () => {
    await fc.assert(
      fc.asyncProperty(drafts(signer, now, 4), async (draft) => {
        const delivery = await signed(signer, draft);
        expect(await verdictOn(delivery, [draft.key], now)).toEqual({ ok: true });
        expect(await oracle?.(delivery, [draft.key])).toBe(true);
      }),
      { numRuns: signer.isSlow ? 20 : 100 },
    );
  });

  test("whatever is changed, we accept nothing that the library refuses, and refuse for a reason what it takes", async () => {
    const change = fc.oneof(
      fc.record({ edit: fc.option(edits), otherKey: fc.constant(false) }),
      fc.record({ edit: fc.constant(null), otherKey: fc.constant(true) }),
    );
    await fc.assert(
      fc.asyncProperty(drafts(signer, now, 900), change, async (draft, { edit, otherKey }) => {
        const genuine = await signed(signer, draft);
        const delivery = edit === null ? genuine : edited(genuine, edit);
        const keys = otherKey ? [signer.key?.("another_key_of_theirs") ?? "another"] : [draft.key];
        const verdict = await verdictOn(delivery, keys, now);
        const theirs = (await oracle?.(delivery, keys)) === true;
        if (verdict.ok) expect(theirs || (await wouldHaveTaken(delivery, draft))).toBe(true);
        else if (theirs) expect(Object.keys(stricter[name] ?? {})).toContain(verdict.reason);
      }),
      { numRuns: signer.isSlow ? 40 : 300 },
    );
  });
});
