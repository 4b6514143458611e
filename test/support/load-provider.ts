import { join } from "node:path";
import { z } from "zod/v3";
import type { Provider } from "../../shared/intake/provider.ts";
import { projectRoot } from "./project-files.ts";

const exported = z.object({
  provider: z.custom<Provider>((value) => z.object({ scheme: z.function() }).safeParse(value).success),
});

/** What `functions/webhook-<name>/provider.ts` exports as `provider`. */
export async function loadProvider(name: string): Promise<Provider> {
  return exported.parse(await import(join(projectRoot, `functions/webhook-${name}/provider.ts`))).provider;
}
