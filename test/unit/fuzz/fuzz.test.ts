import { describe, expect, test } from "vitest";
import type { Provider } from "../../../shared/intake/provider.ts";
import type { Attempt } from "../../fuzz/attempt.ts";
import { fuzz, type FuzzOptions } from "../../fuzz/fuzz.ts";
import { heapGrowth } from "../../fuzz/heap-growth.ts";
import { findingAsText } from "../../fuzz/report.ts";
import { uploadSubject } from "../../fuzz/upload/upload-subject.ts";
import { webhookSubject, webhookSubjects } from "../../fuzz/webhook-subjects.ts";
import { acme, order, secret, signed } from "../intake/acme.ts";

// How long anything takes is for `npm run fuzz` to see: here are others at work.
const within = (attempts: number): FuzzOptions => ({
  firstSeed: 20_270_115,
  isOver: (made) => made >= attempts,
  longestMilliseconds: Infinity,
});

test("no mutated request to any provider is accepted, fails, hangs or leaves anything behind", async () => {
  const { findings, attempts } = await fuzz(await webhookSubjects(), within(4_000));
  expect(findings.map(findingAsText)).toEqual([]);
  expect(attempts).toBe(4_000);
}, 60_000);

test("no mutated upload is accepted, and no file makes lead-upload fail, hang, lose a row or tell one twice", async () => {
  const { findings, attempts } = await fuzz([uploadSubject], within(1_000));
  expect(findings.map(findingAsText)).toEqual([]);
  expect(attempts).toBe(1_000);
}, 60_000);

describe("the fuzzer finds", () => {
  const { headers } = signed(JSON.stringify(order));
  const genuine: Attempt = {
    method: "POST",
    path: "/webhook-acme",
    headers: [...new Headers(headers), ["acme-id", "1"], ["acme-time", "1800000000"]],
    body: new TextEncoder().encode(JSON.stringify(order)),
    now: new Date("2027-01-15T08:00:00Z"),
    keys: [secret],
  };
  const at = "2027-02-30T00:00:00Z";

  test.each<[string, Partial<Provider>, RegExp]>([
    ["a scheme that accepts anybody", { scheme: async () => ({ ok: true }) }, /was accepted/],
    [
      "an identity that isn't signed",
      {
        identify: (payload, { headers }) => [
          { id: headers.get("acme-id") ?? "none", type: "x", occurredAt: null, payload },
        ],
      },
      /was accepted/,
    ],
    [
      "a time that is checked and not signed",
      {
        scheme: async (delivery, keys, now) =>
          Number(delivery.headers.get("acme-time")) * 1000 === now.getTime()
            ? acme.scheme(delivery, keys, now)
            : { ok: false, reason: "expired" },
      },
      /was renewed/,
    ],
    [
      "a throw that strangers can bring about",
      {
        scheme: async ({ headers }) => {
          if (/[^ -~]/.test(headers.get("acme-signature") ?? "")) throw new TypeError("not ASCII");
          return { ok: false, reason: "mismatch" };
        },
      },
      /answered 500/,
    ],
    [
      "a mapping that throws",
      {
        normalise: ({ payload }) => {
          if (JSON.stringify(payload) !== JSON.stringify(order)) throw new TypeError("not the order");
          return { ok: true, changes: [] };
        },
      },
      /made the mapping throw/,
    ],
    [
      "changes that the database would refuse",
      { normalise: () => ({ ok: true, changes: [{ kind: "tag", name: "vip", applied: true, at }] }) },
      /made changes that can't be stored/,
    ],
    [
      "an address that is fetched at a stranger's wish",
      {
        scheme: async ({ headers }) => {
          await fetch(`http://169.254.169.254/${headers.get("acme-id") ?? ""}`);
          return { ok: false, reason: "mismatch" };
        },
      },
      /fetched http:\/\/169/,
    ],
  ])("%s", async (_, fault, found) => {
    const subject = webhookSubject({ ...acme, ...fault }, [genuine]);
    const { findings } = await fuzz([subject], within(400));
    expect(findings.map(findingAsText).join("\n")).toMatch(found);
  });

  test("nothing in a provider without fault", async () => {
    const { findings } = await fuzz([webhookSubject(acme, [genuine])], within(400));
    expect(findings).toEqual([]);
  });
});

test("the heap has grown by what it holds after collections, once it was warm", () => {
  expect(heapGrowth([10, 90, 50, 95, 52, 99, 55, 98])).toBe(5);
  expect(heapGrowth([10, 90, 50, 95])).toBe(0);
});
