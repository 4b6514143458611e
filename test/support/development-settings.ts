import { parse } from "dotenv";
import { readProjectFile } from "./project-files.ts";

/** The development values of `.env.example`, by name. */
export function developmentSettings(): Readonly<Record<string, string>> {
  return parse(readProjectFile(".env.example"));
}

/** What a function needs in order to start: those, and a Data API at `url`, with a key that stands for any. */
export function functionEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    ...developmentSettings(),
    SUPABASE_URL: url,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_development" }),
  };
}

/** An address of this machine on which nothing listens. */
export const unreachableUrl = "http://127.0.0.1:1";
