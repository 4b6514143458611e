import { readProjectFile } from "./project-files.ts";

/** The development values of `.env.example`, by name. */
export function developmentSettings(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...readProjectFile(".env.example").matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(
      ([, name = "", value = ""]) => [name, value],
    ),
  );
}
