import { z } from "zod/v3";
import { type Environment, readSettings } from "../settings.ts";
import { sharedToken } from "../verification/shared-token.ts";

const settings = z.object({
  SCHEDULER_TOKEN: z
    .string({ required_error: "is missing or blank: the token that the scheduler sends" })
    .transform((text) => text.split(",").map((token) => token.trim()))
    .refine(
      (tokens) => tokens.every((token) => /^[\x21-\x7e]{16,512}$/.test(token)),
      "must be one token of 16 to 512 visible characters, or several, comma-separated",
    ),
});

/** The tokens that the environment holds, several while one is being rotated; throws an error that names the variable at fault. */
export function readSchedulerTokens(environment: Environment): readonly string[] {
  return readSettings(settings, environment).SCHEDULER_TOKEN;
}

/**
 * How the scheduler proves itself: a token of its own in a header, good for triggering jobs and nothing else, because every role of
 * the database can read what pg_net sends.
 */
export const schedulerScheme = sharedToken({ header: "x-scheduler-token" });
