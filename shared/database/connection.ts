import { z } from "zod/v3";
import { type Environment, readSettings } from "../settings.ts";

/** Where the Data API is, and the headers that open its doors. */
export type Connection = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

const settings = z
  .object({
    SUPABASE_URL: z.string({ required_error: "is missing or blank" }).url("is not a URL"),
    SUPABASE_SECRET_KEYS: z
      .string()
      .transform(parseJson)
      .pipe(
        z.object(
          { default: z.string({ message: "is not a key" }).min(1, "is not a key") },
          { message: "is not a JSON object of keys by name" },
        ),
      )
      .optional(),
    SUPABASE_SERVICE_ROLE_KEY: z.string().optional(),
  })
  .transform(({ SUPABASE_URL, SUPABASE_SECRET_KEYS, SUPABASE_SERVICE_ROLE_KEY }, context) => {
    const key = SUPABASE_SECRET_KEYS?.default ?? SUPABASE_SERVICE_ROLE_KEY;
    if (key !== undefined) return { url: SUPABASE_URL, key };
    context.addIssue({
      code: "custom",
      message: "SUPABASE_SECRET_KEYS is missing or blank, and so is SUPABASE_SERVICE_ROLE_KEY",
    });
    return z.NEVER;
  });

/** The connection that the platform's own variables describe; throws an error that names those at fault. */
export function readConnection(environment: Environment): Connection {
  const { url, key } = readSettings(settings, environment);
  return {
    url: url.replace(/\/+$/, ""),
    headers: {
      apikey: key,
      // Only a legacy key is a JWT. The gateway refuses any other as a bearer token.
      ...(isJwt(key) && { authorization: `Bearer ${key}` }),
    },
  };
}

function isJwt(key: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(key);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
