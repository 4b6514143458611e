import type { ReceivedEvent } from "../../shared/intake/store.ts";
import { changesSchema } from "../support/change-schema.ts";
import type { Attempt } from "./attempt.ts";
import { mutateJson } from "./mutate-json.ts";
import type { Random } from "./random.ts";
import type { Try } from "./subject.ts";
import type { Target } from "./target.ts";

/**
 * Sends a body that no sender would write, as if the sender had signed it: it is refused, or each of its events has changes that
 * the database takes, or a problem that its mapping found.
 */
export async function tryHostileBody(target: Target, random: Random): Promise<Try> {
  const seed = random.pick(target.seeds);
  const attempt = { ...seed, body: mutatedBody(seed, random) };
  const result = await target.sendSigned(attempt);
  const fault = result?.delivery?.events.map(faultOf).find((found) => found !== null) ?? null;
  return { attempt, result, fault };
}

function faultOf({ changes, problem }: ReceivedEvent): string | null {
  if (problem?.code === "normaliser-failed") return "made the mapping throw";
  const checked = changesSchema.safeParse(changes);
  return checked.success ? null : `made changes that can't be stored: ${checked.error.message}`;
}

function mutatedBody({ headers, body }: Attempt, random: Random): Uint8Array {
  const text = new TextDecoder().decode(body);
  const isForm = headers.some(([, value]) => value.startsWith("application/x-www-form-urlencoded"));
  return new TextEncoder().encode(isForm ? mutatedForm(text, random) : mutatedText(text, random));
}

function mutatedForm(text: string, random: Random): string {
  const fields = [...new URLSearchParams(text)];
  const chosen = random.below(fields.length);
  return new URLSearchParams(
    fields.map(([name, value], index): [string, string] => [
      name,
      index === chosen ? mutatedText(value, random) : value,
    ]),
  ).toString();
}

function mutatedText(text: string, random: Random): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = text;
  }
  for (let left = 1 + random.below(3); left > 0; left--) json = mutateJson(json, random);
  return typeof json === "string" ? json : JSON.stringify(json);
}
