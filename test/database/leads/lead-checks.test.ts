import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sqlstate } from "../../support/database-errors.ts";
import { testDatabase } from "../../support/database.ts";
import { addBroker } from "../../support/lead-rows.ts";

const { sql } = await testDatabase();

/** The conditions as they read most plainly. */
const forms = [
  ["leads_email_is_address", "email", /^[^@\s]+@[^@\s]+$/],
  ["leads_phone_is_e164", "phone", /^\+[1-9][0-9]{6,14}$/],
  ["leads_state_is_code", "state", /^[A-Z]{2}$/],
  ["leads_postal_code_is_zip", "postal_code", /^[0-9]{5}(-[0-9]{4})?$/],
  ["leads_mak_is_number", "mak", /^[0-9]{6,20}$/],
  ["leads_apn_is_compact", "apn", /^[A-Z0-9]{1,64}$/],
  ["leads_currency_is_code", "estimated_value_currency", /^[A-Z]{3}$/],
  ["pipeline_events_stage_is_slug", "stage", /^[a-z][a-z_]{0,63}$/],
] as const;

describe.each(forms)("%s", (constraint, column, form) => {
  it("takes what its form takes, and nothing else", async () => {
    const [check] = await sql<{ condition: string }[]>`
      select pg_get_expr(conbin, conrelid) as condition from pg_constraint
      where conname = ${constraint}`;
    if (!check) throw new Error("there is no such constraint");
    const near = fc
      .array(fc.constantFrom(...Array.from("+-_@.0123456789AZaz \t\né")), { maxLength: 24 })
      .map((parts) => parts.join(""));
    const texts = fc.sample(
      fc.oneof(
        near,
        fc.stringMatching(form),
        fc.tuple(fc.stringMatching(form), near).map((both) => both.join("")),
      ),
      3000,
    );
    const storable = texts.filter((text) => !text.includes("\0") && text.length <= 64);
    const rows = await sql.unsafe<{ text: string; holds: boolean }[]>(
      `select ${column} as text, ${check.condition} as holds from unnest($1::text[]) as given (${column})`,
      [storable],
    );
    expect(rows.filter(({ text, holds }) => holds !== form.test(text))).toEqual([]);
    expect(rows.some(({ holds }) => holds)).toBe(true);
    expect(rows.some(({ holds }) => !holds)).toBe(true);
  });
});

it.each(["email", "email_encrypted"])("no %s is kept that nobody could look up", async (column) => {
  const broker = await addBroker(sql);
  expect(
    await sqlstate(sql`insert into public.leads ${sql({ broker_id: broker, [column]: "j@example.com" })}`),
  ).toBe("23514");
});
