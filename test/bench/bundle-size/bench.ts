import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { projectRoot } from "../../support/project-files.ts";

const aim = 0.5;

/**
 * How much code each function is: the modules it can reach as they are, npm packages and what is imported lazily included,
 * and the same bundled and minified.
 */
export async function benchBundleSize(): Promise<void> {
  for (const name of readdirSync(join(projectRoot, "functions")).sort()) {
    const { modules, bundle } = await sizesOf(join(projectRoot, "functions", name, "index.ts"));
    const verdict = bundle / 1e6 <= aim ? "" : "  beyond it";
    console.log(
      `${`bundle size, ${name}`.padEnd(34)} minified ${megabytes(bundle)}  modules ${megabytes(modules)}` +
        `  aim ${aim} MB minified${verdict}`,
    );
  }
}

async function sizesOf(entrypoint: string): Promise<{ readonly modules: number; readonly bundle: number }> {
  const built = await build({
    root: projectRoot,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, target: "webworker" },
    build: {
      ssr: entrypoint,
      write: false,
      minify: "esbuild",
      target: "es2023",
      rollupOptions: { external: [/^node:/] },
    },
  });
  let modules = 0;
  let bundle = 0;
  for (const { output } of [built].flat().filter((result) => "output" in result)) {
    for (const chunk of output) {
      if (chunk.type !== "chunk") continue;
      bundle += new TextEncoder().encode(chunk.code).length;
      for (const module of Object.values(chunk.modules)) modules += module.originalLength;
    }
  }
  return { modules, bundle };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
