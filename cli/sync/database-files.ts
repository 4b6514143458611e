import { DATABASE_TYPES_PATH, generateDatabaseTypes } from "./database-types.ts";
import { withMigratedDatabase } from "./migrated-database.ts";
import { generateSchema, SCHEMA_PATH } from "./schema.ts";

/** The files that the migrations determine: the path in the project, and what it should hold. */
export async function databaseFiles(): Promise<readonly (readonly [path: string, content: string])[]> {
  return await withMigratedDatabase(async (url) => [
    [SCHEMA_PATH, await generateSchema(url)],
    [DATABASE_TYPES_PATH, await generateDatabaseTypes(url)],
  ]);
}
