import { stat } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { fileURLToPath } from "node:url";
import { functionNames } from "./functions-config.ts";

/** Where the generated list of providers is kept, in the project. */
export const PROVIDER_REGISTRY_PATH = "shared/intake/providers.generated.ts";

const root = new URL("../../", import.meta.url);
const prefix = "webhook-";

/**
 * A module with every provider by its name, for what isn't the function of one: each folder of `functions/` that declares a
 * provider. Imported by name, because the CLI does not deploy what is imported dynamically.
 */
export async function generateProviderRegistry(): Promise<string> {
  const folders = (await functionNames()).filter((name) => name.startsWith(prefix));
  const declared = await Promise.all(folders.map(declaresProvider));
  const names = folders.filter((_, index) => declared[index]).map((folder) => folder.slice(prefix.length));
  const imports = names.map(
    (name) =>
      `import { provider as ${identifier(name)} } from "../../functions/${prefix}${name}/provider.ts";`,
  );
  const members = names.map((name) => `["${name}", ${identifier(name)}]`);
  const text = `// "npm run sync" writes this from the folders of functions/.
${imports.join("\n")}
import type { Provider } from "./provider.ts";

/** Every provider, by its name. */
export const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>([${members.join(", ")}]);
`;
  const path = fileURLToPath(new URL(PROVIDER_REGISTRY_PATH, root));
  return await format(text, { ...(await resolveConfig(path)), filepath: path });
}

async function declaresProvider(folder: string): Promise<boolean> {
  try {
    return (await stat(new URL(`functions/${folder}/provider.ts`, root))).isFile();
  } catch {
    return false;
  }
}

function identifier(name: string): string {
  return name.replaceAll(/-+(.)/g, (_, next: string) => next.toUpperCase());
}
