import type { Environment } from "../settings.ts";
import type { Provider } from "./provider.ts";

/**
 * The keys of every endpoint that the environment configures, the default one under `""`.
 *
 * Throws an error that names the variable, and quotes no value, when there are none or any is not what it should be.
 */
export function readKeys(
  { name, keysVariable, pathSegment }: Provider,
  environment: Environment,
): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  const prefix = `${keysVariable}_`;
  for (const [variable, value] of Object.entries(environment)) {
    if (variable === keysVariable && value?.trim()) {
      keys.set("", split(variable, value));
    } else if (variable.startsWith(prefix)) {
      if (pathSegment === "token") throw new Error(`${variable}: webhook-${name} has no named endpoints.`);
      keys.set(endpointOf(variable, variable.slice(prefix.length)), split(variable, value ?? ""));
    }
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
    throw new Error(`${variable} names no endpoint: only A-Z, 0-9 and _ may follow, 64 of them at most.`);
  }
  return suffix.toLowerCase().replaceAll("_", "-");
}

function split(variable: string, value: string): readonly string[] {
  const keys = value.split(",").map((key) => key.trim());
  if (keys.includes("")) throw new Error(`${variable} is blank, or has a blank member between its commas.`);
  return keys;
}
