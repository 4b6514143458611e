import { fileURLToPath } from "node:url";
import { type ConsentSettings, readConsentSettings } from "../../shared/consent/consent-settings.ts";
import { developerEnvironment, readStackSettings } from "../stack/settings.ts";

/** Where the leads are, and what their links are made with. */
export type ConsentProject = { readonly databaseUrl: string; readonly settings: ConsentSettings };

const thisProject = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The project of `SUPABASE_DB_URL`, or the local stack where none is set. By the database itself and not by a door: addresses of leads
 * are nothing that the key of the functions gives out. Throws an error that names the variables at fault.
 */
export async function openConsentProject(): Promise<ConsentProject> {
  const stated = await developerEnvironment(thisProject);
  if (stated.SUPABASE_DB_URL?.trim()) {
    return { databaseUrl: stated.SUPABASE_DB_URL, settings: readConsentSettings(stated) };
  }
  const { port, dbPort, secrets } = await readStackSettings(thisProject, stated);
  return {
    databaseUrl: `postgres://postgres:postgres@127.0.0.1:${dbPort}/postgres`,
    settings: readConsentSettings({
      PUBLIC_BASE_URL: `http://127.0.0.1:${port}/functions/v1`,
      ...secrets,
    }),
  };
}
