import { fileURLToPath } from "node:url";
import type { Environment } from "../../shared/settings.ts";
import { developerEnvironment, readStackSettings } from "../stack/settings.ts";

/** Where a broker's files go, and what they are signed with. */
export type UploadTarget = { readonly url: string; readonly secret: string };

const thisProject = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The functions at `url` or `PUBLIC_BASE_URL` with `LEAD_UPLOAD_SECRET_<BROKER>`, or those of the local stack where neither is set. Throws
 * an error that names the variable at fault.
 */
export async function uploadTarget(broker: string, url?: string): Promise<UploadTarget> {
  const stated = await developerEnvironment(thisProject);
  const base = (url ?? stated.PUBLIC_BASE_URL?.trim()) || null;
  if (base !== null) return { url: base.replace(/\/+$/, ""), secret: secretOf(broker, stated) };
  const { port, secrets } = await readStackSettings(thisProject, stated);
  return { url: `http://127.0.0.1:${port}/functions/v1`, secret: secretOf(broker, secrets) };
}

/** The variable that holds what a broker signs its files with. */
export function secretVariable(broker: string): string {
  return `LEAD_UPLOAD_SECRET_${broker.toUpperCase().replaceAll("-", "_")}`;
}

function secretOf(broker: string, environment: Environment): string {
  const variable = secretVariable(broker);
  // While it is rotated there are two, the new one first.
  const secret = environment[variable]?.split(",")[0]?.trim();
  if (!secret) throw new Error(`${variable} is missing or blank: what ${broker}'s files are signed with.`);
  return secret;
}
