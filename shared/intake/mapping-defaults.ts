import { z } from "zod/v3";
import { type Environment, readSettings } from "../settings.ts";
import type { MappingDefaults } from "./provider.ts";

const settings = z.object({
  DEFAULT_PHONE_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be a country's two letters (ISO 3166-1), as US")
    .optional(),
});

/** What the environment sets for payloads that leave it open; throws an error that names the variable at fault. */
export function readMappingDefaults(environment: Environment): MappingDefaults {
  return { phoneCountry: readSettings(settings, environment).DEFAULT_PHONE_COUNTRY };
}
