import type { Environment } from "../settings.ts";
import type { Scheme } from "../verification/types.ts";
import type { Provider } from "./provider.ts";

/**
 * The keys of every endpoint that the environment configures, the default one under `""`.
 *
 * Throws an error that names the variable, and quotes no value, when there are none or the scheme can't use one.
 */
export async function readKeys(
  { name, keysVariable, pathSegment, scheme }: Provider,
  environment: Environment,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map<string, readonly string[]>();
  for (const [variable, value = ""] of Object.entries(environment)) {
    const isDefault = variable === keysVariable && value.trim() !== "";
    if (!isDefault && !variable.startsWith(`${keysVariable}_`)) continue;
    if (!isDefault && pathSegment === "token") {
      throw new Error(`${variable} is of no use: webhook-${name} has no named endpoints.`);
    }
    const endpointKeys = splitKeys(variable, value);
    await requireUsable(scheme, endpointKeys, variable);
    keys.set(isDefault ? "" : endpointOf(variable, variable.slice(keysVariable.length + 1)), endpointKeys);
  }
  if (keys.size === 0) {
    throw new Error(
      `${keysVariable} is missing or blank: functions/webhook-${name}/README.md says what it is.`,
    );
  }
  return keys;
}

function endpointOf(variable: string, suffix: string): string {
  if (!/^[A-Z0-9_]{1,64}$/.test(suffix)) {
    throw new Error(`${variable} names no endpoint: up to 64 of A-Z, 0-9 and _ may stand there.`);
  }
  return suffix.toLowerCase().replaceAll("_", "-");
}

// Supabase Auth writes its keys as "v1,whsec_…": that comma is inside a key.
const betweenKeys = /(?<!(?:^|,)\s*v1),/;

function splitKeys(variable: string, value: string): readonly string[] {
  const keys = value.split(betweenKeys).map((key) => key.trim());
  if (keys.includes("")) throw new Error(`${variable} is blank, or has a blank member between its commas.`);
  return keys;
}

/** A scheme rejects only when it is called wrongly, and of this call nothing can be wrong but the keys. */
async function requireUsable(scheme: Scheme, keys: readonly string[], variable: string): Promise<void> {
  const delivery = {
    method: "POST",
    url: "https://localhost/",
    headers: new Headers(),
    body: new Uint8Array(),
  };
  try {
    await scheme(delivery, keys, new Date());
  } catch (cause) {
    throw new Error(`${variable} holds a key that can't be used.`, { cause });
  }
}
