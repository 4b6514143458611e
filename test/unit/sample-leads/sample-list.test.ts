import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sampleList } from "../../../cli/sample-leads/sample-list.ts";
import { signedUpload, uploadApp } from "../../support/lead-uploads.ts";

const rows = 2000;

describe.each([1, 2, 3])("the sample list of seed %d", (seed) => {
  const { csv, expected } = sampleList(seed, rows);

  test("is the same every time, and another one for another seed", () => {
    const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(sampleList(seed, rows).csv)).toBe(hash(csv));
    expect(hash(sampleList(seed + 3, rows).csv)).not.toBe(hash(csv));
  });

  test("names nobody who exists: addresses at example.com and telephone numbers of fiction", () => {
    const text = new TextDecoder("windows-1252").decode(csv);
    expect(text.match(/@(?!example\.com\b)/g)).toBeNull();
    expect(text.replaceAll(/\d{4}-\d{6}/g, "").match(/\d{3}[ .-]?555[ .-]?(?!01)\d{4}/g)).toBeNull();
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(csv)).toThrow();
  });

  test("is read as its maker says", async () => {
    const { app, rows: staged } = uploadApp();
    const answer = await app.request("/lead-upload/acme", signedUpload(csv));
    expect(answer.status).toBe(201);
    expect(staged).toHaveLength(expected.rows_read);
    const refused = staged.filter(({ lead }) => lead === null);
    expect(refused).toHaveLength(expected.rows_refused);
    expect(new Set(refused.map(({ problems }) => problems.at(-1)?.reason))).toEqual(
      new Set(["no-key", "wrong-number-of-cells", "unclosed-quote"]),
    );
    const leads = staged.flatMap(({ lead }) => (lead === null ? [] : [lead]));
    expect(countProperties(leads)).toBe(expected.leads);
    expect(leads.length).toBeGreaterThan(expected.leads);
    const keyed =
      leads.filter(({ mak, apn }) => mak !== undefined || apn !== undefined).length / leads.length;
    expect(keyed).toBeGreaterThan(0.55);
    expect(keyed).toBeLessThan(0.65);
  });
});

/** How many properties rows are about, by their addresses: duplicates must come out the same however they are spelled. */
function countProperties(leads: readonly Record<string, unknown>[]): number {
  return new Set(
    leads.map(({ street, unit, postal_code }) => [street, unit, String(postal_code).slice(0, 5)].join("|")),
  ).size;
}
