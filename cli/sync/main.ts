// npm run sync: writes every file of the project that is made from others.
import { databaseFiles } from "./database-files.ts";
import { FUNCTIONS_CONFIG_PATH, generateFunctionsConfig } from "./functions-config.ts";
import { generateProviderRegistry, PROVIDER_REGISTRY_PATH } from "./provider-registry.ts";
import { writeGenerated } from "./write-generated.ts";

await writeGenerated(FUNCTIONS_CONFIG_PATH, await generateFunctionsConfig());
await writeGenerated(PROVIDER_REGISTRY_PATH, await generateProviderRegistry());
for (const [path, content] of await databaseFiles()) await writeGenerated(path, content);
