import fc from "fast-check";
import { expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import {
  asRows,
  leadsOf,
  makeBroker,
  promoteUpload,
  type StatedLead,
  stageUpload,
  uploadLeads,
} from "../../support/staged-leads.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const runs = { numRuns: 25 };
const patience = 120_000;

const facts = {
  full_name: fc.constantFrom("Jane Doe", "John Doe"),
  email: fc.constantFrom("jane@example.com", "john@example.com"),
  score: fc.integer({ min: 0, max: 100 }),
  tags: fc.subarray(["a", "b", "c"]),
  consent: fc.constant(true),
  consent_at: fc.constantFrom("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
  verification: fc.constantFrom(
    { provider: "melissa", codes: ["ES01"] },
    { provider: "melissa", codes: ["EE04"] },
    { provider: "melissa", codes: ["PS01"] },
  ),
};
const requiredWithConsent = (lead: StatedLead): StatedLead => {
  const { consent_at, consent, ...rest } = lead;
  return consent && consent_at ? lead : rest;
};

/** Rows whose keys are few and at odds with each other: duplicates, chains of duplicates, and conflicts. */
const tangledRow = fc
  .record(
    {
      ...facts,
      mak: fc.constantFrom("1000000001", "1000000002"),
      apn: fc.constantFrom("1", "2"),
      apn_county: fc.constantFrom("", "CA/ORANGE"),
      street: fc.constantFrom("1 MAIN ST", "2 MAIN ST", "3 MAIN ST"),
      postal_code: fc.constant("90210"),
    },
    { requiredKeys: ["postal_code"] },
  )
  .map(requiredWithConsent);

/** Rows that state one property's keys, some of them, and always its address. */
const honestRow = fc
  .record({
    property: fc.integer({ min: 1, max: 4 }),
    keys: fc.subarray(["mak", "apn"]),
    more: fc.record(facts, { requiredKeys: [] }),
  })
  .map(({ property, keys, more }) =>
    requiredWithConsent({
      ...more,
      street: `${property} MAIN ST`,
      postal_code: "90210",
      ...(keys.includes("mak") && { mak: `100000000${property}` }),
      ...(keys.includes("apn") && { apn: `${property}` }),
    }),
  );

/** What a broker's leads and conflicts say, without what no two runs share: their order is one, where a row had to wait for an earlier one. */
async function stateOf(broker: string) {
  const leads = await sql<{ lead: unknown }[]>`
    select to_jsonb(l) - '{id,broker_id,upload_id,contact_id,created_at,updated_at}'::text[] as lead
    from public.leads l join public.brokers b on b.id = l.broker_id where b.slug = ${broker}
    order by l.mak, l.apn, l.apn_county, l.address_hash`;
  const conflicts = await sql`
    select c.reason, c.mak, c.apn, c.apn_county, c.address_hash, c.stated, c.times_seen
    from public.lead_conflicts c join public.brokers b on b.id = c.broker_id
    where b.slug = ${broker} order by c.mak, c.apn, c.apn_county, c.address_hash`;
  return { leads: [...leads], conflicts: [...conflicts] };
}

it(
  "ends the same whatever the size of the batches, and as if each row had come alone",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(tangledRow, { maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (file, batch) => {
          const [whole, parts, single] = [
            await makeBroker(sql),
            await makeBroker(sql),
            await makeBroker(sql),
          ];
          const { counts } = await uploadLeads(sql, whole, file, 1000);
          expect(await uploadLeads(sql, parts, file, batch)).toMatchObject({ counts });
          for (const lead of file) await rpc("upsert_lead", { broker: single, lead });
          const { leads, conflicts } = await stateOf(whole);
          expect(await stateOf(parts)).toEqual({ leads, conflicts });
          expect(await stateOf(single)).toEqual({ leads, conflicts });
          expect(counts.leads_new).toBe(leads.length);
          const { rows_refused, leads_new, leads_changed, leads_unchanged } = counts;
          expect(rows_refused + leads_new + leads_changed + leads_unchanged + counts.conflicts).toBe(
            file.length,
          );
        },
      ),
      runs,
    );
  },
  patience,
);

it(
  "makes the same leads whatever the order of the uploads, and no more when all come again",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.array(honestRow, { maxLength: 5 }), { maxLength: 4 })
          .chain((files) =>
            fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length })),
          ),
        async ([files, shuffled]) => {
          const [one, other] = [await makeBroker(sql), await makeBroker(sql)];
          for (const file of files) await uploadLeads(sql, one, file);
          for (const file of shuffled) await uploadLeads(sql, other, file, 2);
          const keys = async (broker: string) => [
            ...(await sql`
            select l.mak, l.apn, l.address_hash, l.tags, l.score, l.consent, l.consent_at
            from public.leads l join public.brokers b on b.id = l.broker_id where b.slug = ${broker} order by l.address_hash`),
          ];
          expect(await keys(other)).toEqual(await keys(one));
          for (const file of files)
            expect((await uploadLeads(sql, other, file)).counts).toMatchObject({
              leads_new: 0,
              conflicts: 0,
            });
          expect(await keys(other)).toEqual(await keys(one));
        },
      ),
      runs,
    );
  },
  patience,
);

it(
  "changes nothing when a file is promoted again, once no statement in it contradicts another",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(honestRow, { maxLength: 4, selector: (row) => row.street }),
        async (file) => {
          const broker = await makeBroker(sql);
          await uploadLeads(sql, broker, file);
          expect((await uploadLeads(sql, broker, file)).counts).toMatchObject({
            leads_unchanged: file.length,
          });
        },
      ),
      runs,
    );
  },
  patience,
);

it("gets through a file in which every row is the same property, and loses none of what they say", async () => {
  const broker = await makeBroker(sql);
  const rows = Array.from({ length: 400 }, (_, index) => ({
    street: "1 MAIN ST",
    postal_code: "90210",
    tags: [`t${index}`],
  }));
  const upload = await stageUpload(sql, broker, asRows(rows));
  expect((await promoteUpload(sql, upload, 20_000)).counts).toMatchObject({
    leads_new: 1,
    leads_changed: 399,
  });
  const [lead] = await leadsOf(sql, broker);
  expect(lead?.tags).toHaveLength(400);
});
