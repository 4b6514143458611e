import { parse } from "dotenv";
import { loadProvider } from "./load-provider.ts";
import { readProjectFile } from "./project-files.ts";
import { readVectorFile } from "./vectors.ts";

/** The development values of `.env.example`, by name. */
export function developmentSettings(): Readonly<Record<string, string>> {
  return parse(readProjectFile(".env.example"));
}

/** What every function needs in order to start: those, and a Data API at `url`, with a key that stands for any. */
export function functionEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    ...developmentSettings(),
    SUPABASE_URL: url,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_development" }),
  };
}

/** What the function of that name needs in order to start: a provider's secrets are those of its vectors. */
export async function environmentOf(name: string, url: string): Promise<Readonly<Record<string, string>>> {
  const [, providerName] = /^webhook-(.+)$/.exec(name) ?? [];
  if (providerName === undefined) return functionEnvironment(url);
  const { keysVariable } = await loadProvider(providerName);
  const keys = readVectorFile(providerName).vectors[0]?.keys ?? [];
  return { ...functionEnvironment(url), [keysVariable]: keys.join() };
}

/** An address of this machine on which nothing listens. */
export const unreachableUrl = "http://127.0.0.1:1";
