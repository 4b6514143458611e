import { describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import { readProjectFile } from "../../support/project-files.ts";
import { leadsOf, makeBroker, uploadLeads } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const house = { street: "12 OAK ST", city: "RENO", state: "NV", postal_code: "89501" };
const door = (unit: string) => ({ ...house, unit });
const unitsOf = async (broker: string) => (await leadsOf(sql, broker)).map(({ unit }): unknown => unit);

describe("the door of an apartment", () => {
  it("is one property by APT, UNIT or #, whichever of them a list has", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [door("APT 4B"), door("BLDG 2 UNIT 7")]);
    const again = [door("# 4B"), door("UNIT 4B"), door("apt 4b"), door("BLDG 2 # 7")];
    expect((await uploadLeads(sql, broker, again)).counts).toMatchObject({ leads_new: 0, conflicts: 0 });
    expect(await leadsOf(sql, broker)).toHaveLength(2);
  });

  it("keeps the designator that is known when a list has # for it, and learns it where it wasn't", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [door("APT 4B"), door("# 5")]);
    expect((await uploadLeads(sql, broker, [door("# 4B")])).counts).toMatchObject({ leads_unchanged: 1 });
    expect((await uploadLeads(sql, broker, [door("UNIT 5")])).counts).toMatchObject({ leads_changed: 1 });
    expect(await unitsOf(broker)).toEqual(["APT 4B", "UNIT 5"]);
  });

  it("is none of a suite, a building, a floor or a lot of that number, nor of another apartment", async () => {
    const broker = await makeBroker(sql);
    const others = ["APT 4", "STE 4", "BLDG 4", "FL 4", "LOT 4", "APT 5", "APT 4 # 5"];
    const list = [house, ...others.map(door)];
    expect((await uploadLeads(sql, broker, list)).counts).toMatchObject({ leads_new: list.length });
  });
});

describe("leads that were there before", () => {
  const rehash = () => sql.unsafe(readProjectFile("supabase/migrations/20261121104400_rehash_units.sql"));
  /** As they were hashed then: the unit as it is. */
  const asBefore = async (broker: string, units: readonly string[]) => {
    await sql`
      insert into public.leads (broker_id, street, unit, postal_code, address_hash)
      select b.id, '12 OAK ST', u.unit, '89501', encode(sha256(convert_to('12 OAK ST|' || u.unit || '|89501', 'UTF8')), 'hex')
      from public.brokers b, unnest(${[...units]}::text[]) with ordinality as u (unit, position)
      where b.slug = ${broker} order by u.position`;
  };
  const recognised = async (broker: string) => {
    const rows = await sql<{ unit: string }[]>`
      select l.unit from public.leads l join public.brokers b on b.id = l.broker_id
      where b.slug = ${broker} and l.address_hash = intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code)
      order by l.id`;
    return rows.map(({ unit }) => unit);
  };
  const conflictsOf = async (broker: string) =>
    await sql`
      select c.reason, c.stated ->> 'unit' as unit,
        array(select l.unit from public.leads l where l.id = any (c.lead_ids) order by l.id) as units
      from public.lead_conflicts c join public.brokers b on b.id = c.broker_id where b.slug = ${broker} order by c.id`;

  it("are recognised by the other designators, too", async () => {
    const broker = await makeBroker(sql);
    await asBefore(broker, ["UNIT 1", "APT 2", "STE 3", "# 4"]);
    await rehash();
    expect(await recognised(broker)).toEqual(["UNIT 1", "APT 2", "STE 3", "# 4"]);
    expect(
      (await uploadLeads(sql, broker, ["APT 1", "# 2", "STE 3", "APT 4"].map(door))).counts,
    ).toMatchObject({ leads_new: 0 });
  });

  it("stay two where they turn out to be of one property, and are listed for a person to decide", async () => {
    const broker = await makeBroker(sql);
    await asBefore(broker, ["APT 1", "# 1", "UNIT 2", "APT 2", "APT 3"]);
    await rehash();
    await rehash();
    expect(await recognised(broker)).toEqual(["# 1", "UNIT 2", "APT 3"]);
    expect(await conflictsOf(broker)).toEqual([
      { reason: "several-leads", unit: "# 1", units: ["APT 1", "# 1"] },
      { reason: "several-leads", unit: "UNIT 2", units: ["UNIT 2", "APT 2"] },
    ]);

    await sql`
      insert into public.lead_resolutions (conflict_id, broker_id, lead_id)
      select c.id, c.broker_id, c.lead_ids[1] from public.lead_conflicts c join public.brokers b on b.id = c.broker_id
      where b.slug = ${broker}`;
    expect(await unitsOf(broker)).toEqual(["# 1", "UNIT 2", "APT 3"]);
    expect(await recognised(broker)).toEqual(["# 1", "UNIT 2", "APT 3"]);
  });
});
