import type { Change } from "../../shared/intake/change.ts";
import type { MappingDefaults, MappingProblem, Normalised, Provider } from "../../shared/intake/provider.ts";
import { changesSchema } from "./change-schema.ts";

const defaults: MappingDefaults = { phoneCountry: "US" };

/** What the one event of a body says. */
export async function normaliseBody(
  { identify, normalise }: Pick<Provider, "identify" | "normalise">,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Normalised> {
  const url = "https://project.example.test/functions/v1/webhook";
  const delivery = { method: "POST", url, headers: new Headers(headers), body: new Uint8Array() };
  const [event, ...others] = (await identify(body, delivery)) ?? [];
  if (!event || others.length > 0) throw new Error("The body holds not one event.");
  return normalise(event, defaults);
}

/** The changes of a body's one event, which are as the database wants them; throws where there is a problem. */
export async function changesOf(
  ...normalising: Parameters<typeof normaliseBody>
): Promise<readonly Change[]> {
  const normalised = await normaliseBody(...normalising);
  if (!normalised.ok) throw new Error(`${normalised.problem.code}: ${normalised.problem.field}`);
  changesSchema.parse(normalised.changes);
  return normalised.changes;
}

/** The problem of a body's one event; null where there is none. */
export async function problemOf(
  ...normalising: Parameters<typeof normaliseBody>
): Promise<MappingProblem | null> {
  const normalised = await normaliseBody(...normalising);
  return normalised.ok ? null : normalised.problem;
}
