import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod/v3";
import type { Delivery, Reason } from "../../shared/verification/types.ts";
import { projectRoot, readProjectFile } from "./project-files.ts";

/** One delivery, and what has to come of it. */
export type Vector = {
  /** The provider's name: the vector file's, and its function's folder without `webhook-`. */
  readonly provider: string;
  readonly id: string;
  /** The bug that the vector would catch. */
  readonly comment: string;
  readonly delivery: Delivery;
  readonly keys: readonly string[];
  readonly now: Date;
  readonly result: "accepted" | Reason;
  /** What identifies the events of an accepted delivery; null when nothing does, absent when it isn't known. */
  readonly events?: readonly { readonly id: string; readonly type: string }[] | null | undefined;
  /** Why the provider's own library says otherwise. */
  readonly oracleDiffers?: string | undefined;
};

/** What a provider's vector file says about all of its vectors. */
export type VectorFile = {
  readonly provider: string;
  readonly vectors: readonly Vector[];
  /** What the sender's addresses held, for a scheme that fetches. */
  readonly recorded: Readonly<Record<string, string>>;
  /** How the sender signs, where no function serves it yet. */
  readonly scheme: DeclaredScheme | undefined;
};

/** A scheme of the library as data: the name of what makes it, and what it is made from. */
export type DeclaredScheme = Readonly<Record<string, unknown>>;

const reasons = [
  "missing-credential",
  "malformed-credential",
  "unsupported-algorithm",
  "expired",
  "not-yet-valid",
  "untrusted-certificate",
  "mismatch",
] as const satisfies readonly Reason[];

const caseSchema = z
  .object({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    comment: z.string().min(1),
    method: z.string().default("POST"),
    url: z.string().url().optional(),
    keys: z.array(z.string()).min(1).optional(),
    now: z.number().optional(),
    // A header that is sent twice is a list.
    headers: z.record(z.union([z.string(), z.array(z.string())])),
    body: z.string().optional(),
    bodyBase64: z.string().optional(),
    bodyRef: z.string().optional(),
    replace: z.tuple([z.string(), z.string()]).optional(),
    result: z.enum(["accepted", ...reasons]),
    events: z
      .array(z.object({ id: z.string(), type: z.string() }).strict())
      .nullable()
      .optional(),
    oracleDiffers: z.string().optional(),
  })
  .strict();

const fileSchema = z
  .object({
    source: z.string().min(1),
    scheme: z.record(z.unknown()).optional(),
    keys: z.array(z.string()).min(1),
    now: z.number(),
    url: z.string().url(),
    recorded: z.record(z.string()).default({}),
    bodies: z.record(z.string()).default({}),
    cases: z.array(caseSchema).min(1),
  })
  .strict();

type File = z.infer<typeof fileSchema>;
type Case = z.infer<typeof caseSchema>;

/** Every vector file. */
export function vectorFiles(): readonly VectorFile[] {
  return readdirSync(join(projectRoot, "test/vectors"))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readVectorFile(name.slice(0, -".json".length)));
}

/** The vector file of one provider; throws, naming the place, when it isn't in the format. */
export function readVectorFile(provider: string): VectorFile {
  const file = fileSchema.parse(JSON.parse(readProjectFile(`test/vectors/${provider}.json`)));
  const vectors = file.cases.map((vectorCase) => vector(provider, file, vectorCase));
  if (new Set(vectors.map(({ id }) => id)).size < vectors.length) {
    throw new Error(`test/vectors/${provider}.json uses an id twice.`);
  }
  return { provider, vectors, recorded: file.recorded, scheme: file.scheme };
}

/** A `fetch` that answers with what was recorded, and with 404 for anything else. */
export function recordedFetch(recorded: VectorFile["recorded"]): typeof fetch {
  return (input) => {
    const text = recorded[input instanceof Request ? input.url : String(input)];
    return Promise.resolve(new Response(text ?? null, { status: text === undefined ? 404 : 200 }));
  };
}

function vector(provider: string, file: File, vectorCase: Case): Vector {
  const { id, comment, method, keys = file.keys, now = file.now, url = file.url } = vectorCase;
  const { result, events, oracleDiffers } = vectorCase;
  const headers = new Headers();
  for (const [name, values] of Object.entries(vectorCase.headers)) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  const delivery = { method, url, headers, body: bodyOf(file, vectorCase) };
  return {
    provider,
    id,
    comment,
    delivery,
    keys,
    now: new Date(now * 1000),
    result,
    events,
    oracleDiffers,
  };
}

function bodyOf({ bodies }: File, { id, body, bodyBase64, bodyRef, replace }: Case): Uint8Array {
  if (bodyBase64 !== undefined) {
    return Uint8Array.from(atob(bodyBase64), (character) => character.charCodeAt(0));
  }
  const text = body ?? (bodyRef === undefined ? undefined : bodies[bodyRef]);
  if (text === undefined) throw new Error(`${id} has no body.`);
  if (replace === undefined) return new TextEncoder().encode(text);
  const [found, replacement] = replace;
  if (text.split(found).length !== 2) throw new Error(`${id} replaces what isn't there once.`);
  return new TextEncoder().encode(text.replace(found, () => replacement));
}
