import { homedir } from "node:os";
import process from "node:process";
import { expect, test } from "vitest";
import { projectFiles, projectRoot, readProjectFile } from "../../support/project-files.ts";

const registryHost = new URL(process.env.npm_config_registry ?? "https://registry.npmjs.org/").host;

/** What is true of one machine only: where the project and its people live on it, and where it gets its packages. */
const local: readonly RegExp[] = [
  literally(projectRoot),
  literally(homedir()),
  /\/(?:home|Users)\/[a-z][\w.-]*\//,
  /"resolved": "https?:/,
  ...(registryHost === "registry.npmjs.org" ? [] : [literally(registryHost)]),
];

test("no file names a path or a package registry of one machine", () => {
  const offenders = projectFiles(/./).filter((path) => {
    const text = readProjectFile(path);
    return local.some((pattern) => pattern.test(text));
  });
  expect(offenders).toEqual([]);
});

function literally(text: string): RegExp {
  return new RegExp(`(?<![\\w/])${text.replaceAll(/[^\w/-]/g, "\\$&")}(?![\\w-])`);
}
