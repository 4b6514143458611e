import type { z } from "zod/v3";

/** What a process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings that a schema takes from the environment, where a blank variable is as good as none.
 *
 * Throws an error that names every variable at fault and quotes no value: it ends in a log.
 */
export function readSettings<Settings>(
  schema: z.ZodType<Settings, z.ZodTypeDef, unknown>,
  environment: Environment,
): Settings {
  const stated = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const result = schema.safeParse(stated);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trimStart()).join("\n"),
  );
}
