import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod/v3";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import type { Scheme } from "../../shared/verification/types.ts";
import { loadProvider } from "./load-provider.ts";
import { projectRoot } from "./project-files.ts";
import type { DeclaredScheme, VectorFile } from "./vectors.ts";

/** The scheme that a file's vectors are for: its provider's, or, while no function serves it, the one it declares. */
export async function schemeOf({ provider, scheme }: VectorFile): Promise<Scheme> {
  if (existsSync(join(projectRoot, `functions/webhook-${provider}/provider.ts`))) {
    return (await loadProvider(provider)).scheme;
  }
  if (scheme === undefined) throw new Error(`test/vectors/${provider}.json has no function and no scheme.`);
  return makeScheme(scheme);
}

const several = z.object({ firstPresented: z.array(z.record(z.unknown())) }).strict();
const maker = z.custom<(options: unknown) => Scheme>((value) => typeof value === "function");

async function makeScheme(declared: DeclaredScheme): Promise<Scheme> {
  const { data } = several.safeParse(declared);
  if (data) return firstPresented(await Promise.all(data.firstPresented.map(makeScheme)));
  const [[name, options] = ["", undefined], ...others] = Object.entries(declared);
  if (others.length > 0) throw new Error("A scheme is declared by one name.");
  const file = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const exported = z
    .record(z.unknown())
    .parse(await import(join(projectRoot, `shared/verification/${file}.ts`)));
  return maker.parse(exported[name])(options);
}
