import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFunctionsConfig } from "../../../cli/stack/functions-config.ts";
import { environmentOf, unreachableUrl } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { writeTree } from "./captured-tree.ts";
import { deploy, type Deployment } from "./deploy.ts";

const names = readdirSync(join(projectRoot, "functions")).sort();
const config = await readFunctionsConfig(projectRoot);

let deployment: Deployment;
let folder: string;

beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "sluice-deploy-" });
  deployment = await deploy();
});

afterAll(() => Deno.remove(folder, { recursive: true }));

// The CLI only warns of a file that is missing or out of its reach, and deploys what it has.
test("the Supabase CLI deploys without a warning", () => {
  expect(deployment).toMatchObject({ exitCode: 0, unanswered: [] });
  expect(deployment.output).not.toMatch(/warn|error/i);
});

test("every function folder goes live, and nothing else", () => {
  expect([...deployment.live].sort()).toEqual(names);
});

test("what is uploaded type-checks on the platform's Deno", async () => {
  const everything = new Map([...deployment.uploads.values()].flatMap(({ files }) => [...files]));
  const tree = join(folder, "everything");
  await writeTree(tree, everything);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--no-lock", ...entrypoints()],
    cwd: tree,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
  }).output();
  expect(success, new TextDecoder().decode(stderr)).toBe(true);
});

/** Where a function without a caller of its own refuses, and how. Health takes no POST; a link that is none is not found. */
const refusedElsewhere: ReadonlyMap<string, { readonly path: string; readonly status: number }> = new Map([
  ["health", { path: "health", status: 405 }],
  ["consent", { path: "consent/none", status: 404 }],
  ["lead-upload", { path: "lead-upload/acme", status: 401 }],
]);

describe.each(names)("%s as it is uploaded", (name) => {
  test("states verify_jwt as config.toml does, and takes webhooks and triggers without a JWT", () => {
    const { verify_jwt } = uploadOf(name).metadata;
    expect(verify_jwt).toBe(config.get(name)?.verifyJwt);
    if (/^(?:webhook|job)-/.test(name)) expect(verify_jwt).toBe(false);
  });

  test("is the import map and code of the project, of no other sender's where it serves one", () => {
    const folder = name.startsWith("webhook-") ? `functions/${name}/` : "functions/";
    const foreign = [...uploadOf(name).files.keys()].filter(
      (path) => path !== "deno.json" && !(path.endsWith(".ts") && isWithin(path, [folder, "shared/"])),
    );
    expect(foreign).toEqual([]);
  });

  test("boots on the platform's Deno and refuses what nobody signed", async () => {
    const { metadata, files } = uploadOf(name);
    const tree = join(folder, name);
    await writeTree(tree, files);
    const launched = await launchFunction(
      tree,
      metadata.entrypoint_path,
      await environmentOf(name, unreachableUrl),
    );
    try {
      const path = refusedElsewhere.get(name)?.path ?? name;
      const answer = await fetch(`${launched.url}/${path}`, { method: "POST", body: "{}" });
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await answer.json()).toMatchObject({ status: answer.status });
      expect(answer.status).toBe(refusedElsewhere.get(name)?.status ?? 401);
    } finally {
      await launched.kill();
    }
  });
});

function uploadOf(name: string) {
  const upload = deployment.uploads.get(name);
  if (!upload) throw new Error(`${name} was not uploaded.`);
  return upload;
}

function entrypoints(): readonly string[] {
  return [...deployment.uploads.values()].map(({ metadata }) => metadata.entrypoint_path);
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some((prefix) => path.startsWith(prefix));
}
