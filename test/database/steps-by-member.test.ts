import { expect, test } from "vitest";
import { asPerson } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { addBroker } from "../support/lead-rows.ts";

const { sql } = await testDatabase();
const [member, staff] = [crypto.randomUUID(), crypto.randomUUID()];
const broker = await addBroker(sql);
await sql`
  insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${broker}), (${staff}, 'staff', null)`;
await sql`insert into public.brokers (slug, name) select 'other-' || n, 'Other' from generate_series(1, 100) as n`;
// As many of nobody's as of all brokers, each broker's all over the table.
await sql`
  insert into public.pipeline_events (stage, broker_id)
  select 'processed', b.id
  from generate_series(1, 200) as n, (select id from public.brokers union all select null from generate_series(1, 101)) as b`;
await sql`analyze public.pipeline_events, public.brokers`;

test("a member's own steps are found by an index, among all brokers' and nobody's", async () => {
  const { plan, seen } = await asPerson(sql, member, async (transaction) => ({
    plan: await transaction`explain select stage from public.pipeline_events`,
    seen: await transaction`select broker_id as broker, count(*)::integer as steps from public.pipeline_events group by broker_id`,
  }));
  const text = plan.map((line) => String(line["QUERY PLAN"])).join("\n");
  expect(text).toContain("Bitmap Index Scan on pipeline_events_broker");
  expect(text).not.toContain("Seq Scan on pipeline_events");
  expect(seen).toEqual([{ broker, steps: 200 }]);
});

test("staff see all of them, and nobody's", async () => {
  const [seen] = await asPerson(
    sql,
    staff,
    (transaction) =>
      transaction`
        select count(*)::integer as steps, count(*) filter (where broker_id is null)::integer as nobodys, count(distinct broker_id)::integer as brokers
        from public.pipeline_events`,
  );
  expect(seen).toEqual({ steps: 40_400, nobodys: 20_200, brokers: 101 });
});
