import type { Environment } from "../../shared/settings.ts";
import { decodeKeys } from "../../shared/verification/secret-encoding.ts";

const prefix = "LEAD_UPLOAD_SECRET_";

/**
 * The keys of every broker that the environment names, by the broker's slug; several while one is being rotated.
 *
 * Throws an error that names the variable, and quotes no value, when there are none or one can't be used.
 */
export function readUploadKeys(environment: Environment): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  const owners = new Map<string, string>();
  for (const [variable, value = ""] of Object.entries(environment)) {
    if (!variable.startsWith(prefix)) continue;
    const own = readKeys(variable, value);
    for (const key of own) {
      // A question for an upload is signed and names no broker: the key says whose it is.
      const owner = owners.get(key) ?? variable;
      if (owner !== variable) throw new Error(`${owner} and ${variable} have a key in common.`);
      owners.set(key, variable);
    }
    keys.set(brokerOf(variable), own);
  }
  if (keys.size > 0) return keys;
  throw new Error(`${prefix}<BROKER> is missing: functions/lead-upload/README.md says what it is.`);
}

function brokerOf(variable: string): string {
  const suffix = variable.slice(prefix.length);
  if (!/^[A-Z0-9][A-Z0-9_]{0,62}$/.test(suffix)) {
    throw new Error(`${variable} names no broker: its slug in A-Z and 0-9 may stand there, with _ for -.`);
  }
  return suffix.toLowerCase().replaceAll("_", "-");
}

function readKeys(variable: string, value: string): readonly string[] {
  const keys = value.split(",").map((key) => key.trim());
  if (keys.includes("")) throw new Error(`${variable} is blank, or has a blank member between its commas.`);
  const isUsable = keys.every((key) => key.startsWith("whsec_"));
  try {
    if (isUsable)
      decodeKeys(
        keys.map((key) => key.slice("whsec_".length)),
        "base64",
      );
  } catch (cause) {
    throw new Error(`${variable} holds a key that can't be used.`, { cause });
  }
  if (!isUsable) throw new Error(`${variable} must be whsec_ and then base64.`);
  return keys;
}
