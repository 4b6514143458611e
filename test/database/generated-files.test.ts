import { expect, test } from "vitest";
import { DATABASE_TYPES_PATH, generateDatabaseTypes } from "../../cli/sync/database-types.ts";
import { generateSchema, SCHEMA_PATH } from "../../cli/sync/schema.ts";
import { testDatabase } from "../support/database.ts";
import { readProjectFile } from "../support/project-files.ts";

const { url } = await testDatabase();

test.each([
  [SCHEMA_PATH, generateSchema],
  [DATABASE_TYPES_PATH, generateDatabaseTypes],
])("%s is what the migrations make it", async (path, generate) => {
  expect(readProjectFile(path), `${path} is stale: run "npm run sync"`).toBe(await generate(url));
});
