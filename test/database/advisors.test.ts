import { expect, test } from "vitest";
import { z } from "zod/v3";
import { supabase } from "../../cli/supabase.ts";
import { testDatabase } from "../support/database.ts";

const { url } = await testDatabase();

const reportSchema = z.object({
  results: z.array(z.object({ name: z.string(), level: z.string(), detail: z.string() })),
});

test("Supabase's advisors find nothing to say, down to the level of information", async () => {
  const ask = ["db", "advisors", "--level=info", "--fail-on=warn", "--output-format=json", `--remote=${url}`];
  const { exitCode, stdout } = await supabase(ask, { environment: { PGSSLMODE: "disable" } });
  const { results } = reportSchema.parse(JSON.parse(stdout));
  // In a database without traffic no index has been used yet.
  expect(results.filter(({ name }) => name !== "unused_index")).toEqual([]);
  expect(exitCode).toBe(0);
});
