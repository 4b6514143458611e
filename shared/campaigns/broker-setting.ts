import type { Environment } from "../settings.ts";

/**
 * A setting of a broker's own, `NAME_<BROKER>` with the slug in capitals and its hyphens as underscores, or else everybody's, `NAME`;
 * null when neither is set.
 */
export function brokerSetting(
  environment: Environment,
  name: string,
  broker: string,
): { readonly variable: string; readonly value: string } | null {
  for (const variable of [`${name}_${broker.toUpperCase().replaceAll("-", "_")}`, name]) {
    const value = environment[variable]?.trim();
    if (value) return { variable, value };
  }
  return null;
}
