import ts from "typescript";
import { expect, test } from "vitest";
import { z } from "zod/v3";
import { projectFiles, readProjectFile } from "../../support/project-files.ts";

const versions = z.record(z.string());
const { imports } = z.object({ imports: versions }).parse(JSON.parse(readProjectFile("deno.json")));
const { dependencies, devDependencies, optionalDependencies } = z
  .object({ dependencies: versions, devDependencies: versions, optionalDependencies: versions })
  .parse(JSON.parse(readProjectFile("package.json")));
const lock = z.object({ packages: z.record(z.object({ optionalDependencies: versions.optional() })) });

test("package.json names every package by one exact version", () => {
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
});

// npm leaves out what it could not fetch, another machine's binaries, and `npm ci` then refuses the whole list.
test("package-lock.json has the binaries of every platform", () => {
  const { packages } = lock.parse(JSON.parse(readProjectFile("package-lock.json")));
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
});

test.each(Object.entries(imports))("deno.json maps %s to the version in package.json", (name, target) => {
  const [, packageName = "", version, subpath = ""] =
    /^npm:((?:@[^/]+\/)?[^/@]+)@([^/]+)(\/.+)?$/.exec(target) ?? [];
  expect(packageName + subpath).toBe(name);
  expect(version).toBe(dependencies[packageName]);
});

// Anything else couldn't be deployed: the platform reads deno.json, and neither package.json nor node_modules.
test("functions and shared code import project files, node: modules and names in deno.json", () => {
  const foreign = projectFiles(/^(?:functions|shared)\/.*\.ts$/).flatMap((path) =>
    importsOf(path)
      .filter((name) => !/^(?:\.{1,2}\/.+\.ts$|node:)/.test(name) && !(name in imports))
      .map((name) => `${path}: ${name}`),
  );
  expect(foreign).toEqual([]);
});

// Types for a package that has none of its own: TypeScript finds them by its name, Deno where a comment says.
test("types that a comment names are of the version in package.json", () => {
  const stated = projectFiles(/^(?:functions|shared)\/.*\.ts$/).flatMap((path) =>
    [...readProjectFile(path).matchAll(/@ts-types="npm:(@types\/[\w-]+)@([^"]+)"/g)].map((match) =>
      match.slice(1),
    ),
  );
  expect(stated).toEqual(stated.map(([name = ""]) => [name, devDependencies[name]]));
});

function importsOf(path: string): readonly string[] {
  return ts.preProcessFile(readProjectFile(path), true, true).importedFiles.map(({ fileName }) => fileName);
}
