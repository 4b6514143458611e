import { fileURLToPath } from "node:url";
import { readConnection } from "../../shared/database/connection.ts";
import { dataApiRpc, type Rpc } from "../../shared/database/rpc.ts";
import type { Environment } from "../../shared/settings.ts";
import { developerEnvironment, readStackSettings } from "../stack/settings.ts";

/** The project whose deliveries are looked at. */
export type Project = {
  readonly rpc: Rpc;
  /** What its mappings are to be set by. */
  readonly environment: Environment;
};

const thisProject = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The project of `SUPABASE_URL` with `SUPABASE_SECRET_KEY`, or the local stack where no URL is set. Throws an error that names the
 * variables at fault.
 */
export async function openProject(): Promise<Project> {
  const stated = await developerEnvironment(thisProject);
  if (stated.SUPABASE_URL?.trim()) {
    if (!stated.SUPABASE_SECRET_KEY?.trim()) {
      throw new Error(
        "SUPABASE_SECRET_KEY is missing or blank: the secret key of the project of SUPABASE_URL.",
      );
    }
    return { rpc: rpcOf(stated.SUPABASE_URL, stated.SUPABASE_SECRET_KEY), environment: stated };
  }
  const { port, secretKey, secrets } = await readStackSettings(thisProject, stated);
  return { rpc: rpcOf(`http://127.0.0.1:${port}`, secretKey), environment: secrets };
}

function rpcOf(url: string, key: string): Rpc {
  return dataApiRpc(readConnection({ SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: key }));
}
