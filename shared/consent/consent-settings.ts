import { z } from "zod/v3";
import { publicBaseUrl } from "../http/public-base-url.ts";
import { type Environment, readSettings } from "../settings.ts";

/** What making and reading links depends on. */
export type ConsentSettings = {
  /** Never empty; new links are signed with the first. */
  readonly keys: readonly [string, ...string[]];
  readonly publicUrl: string;
  /** The business's own page, which gets the token in its fragment; null where there is none. */
  readonly pageUrl: string | null;
};

const settings = z.object({
  CONSENT_SECRET: z
    .string({ required_error: "is missing or blank: what the links of leads are signed with" })
    .transform((text) => text.split(",").map((key) => key.trim()))
    .refine(
      (keys): keys is [string, ...string[]] => keys.every((key) => /^[\x21-\x7e]{32,512}$/.test(key)),
      "must be one secret of 32 to 512 visible characters, or several, comma-separated",
    ),
  PUBLIC_BASE_URL: publicBaseUrl,
  CONSENT_PAGE_URL: z
    .string()
    .refine(
      (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !text.includes("#"),
      "must be the address of a page, without a fragment",
    )
    .optional(),
});

/** The settings that the environment holds; throws an error that names the variables at fault. */
export function readConsentSettings(environment: Environment): ConsentSettings {
  const { CONSENT_SECRET, PUBLIC_BASE_URL, CONSENT_PAGE_URL } = readSettings(settings, environment);
  return { keys: CONSENT_SECRET, publicUrl: PUBLIC_BASE_URL, pageUrl: CONSENT_PAGE_URL ?? null };
}
