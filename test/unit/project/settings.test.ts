import ts from "typescript";
import { expect, test } from "vitest";
import { projectFiles, readProjectFile } from "../../support/project-files.ts";

// What the platform sets itself; and what belongs to the machine, not to us.
const given = /^(?:SUPABASE_\w+|HOME|PATH|DENO_DIR|XDG_CACHE_HOME)$/;
// The demo hands its own variables to a process that it starts.
const sources = /^(?:functions|shared|cli\/(?!demo\/)).*\.ts$/;

const readmes = projectFiles(/^functions\/[^/]+\/README\.md$/);

test(".env.example, or the README of the only function that reads it, names every variable", () => {
  const missing = projectFiles(sources).flatMap((path) => {
    const pages = [".env.example", ...readmeOf(path)].map(readProjectFile).join("\n");
    return [...variablesIn(path)]
      .filter((name) => !given.test(name) && !new RegExp(`\\b${name}\\b`).test(pages))
      .map((name) => `${path}: ${name}`);
  });
  expect(missing).toEqual([]);
});

function readmeOf(path: string): readonly string[] {
  const folder = /^functions\/[^/]+\//.exec(path)?.[0];
  return readmes.filter((readme) => readme === `${folder ?? ""}README.md`);
}

function variablesIn(path: string): ReadonlySet<string> {
  const names = new Set<string>();
  visit(ts.createSourceFile(path, readProjectFile(path), ts.ScriptTarget.ESNext, true));
  return names;

  function visit(node: ts.Node): void {
    const name = variableOf(node);
    if (name !== undefined) names.add(name);
    ts.forEachChild(node, visit);
  }
}

/**
 * What is read where: `environment.NAME`, `const { NAME } = …`, `env.get("NAME")`, `keysVariable: "NAME"` and, in the schema of
 * settings, `NAME: z.string()`.
 */
function variableOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return asVariable(node.name) && /env(?:ironment)?$/i.test(node.expression.getText())
      ? node.name.text
      : undefined;
  }
  if (ts.isBindingElement(node)) return asVariable(node.propertyName ?? node.name);
  if (ts.isCallExpression(node)) {
    const name = asVariable(node.arguments[0]);
    return name !== undefined && node.expression.getText().endsWith("env.get") ? name : undefined;
  }
  if (!ts.isPropertyAssignment(node)) return undefined;
  if (node.name.getText() === "keysVariable") return asVariable(node.initializer);
  const name = asVariable(node.name);
  return name !== undefined && /^z\s*\./.test(node.initializer.getText()) ? name : undefined;
}

function asVariable(node: ts.Node | undefined): string | undefined {
  const name = node && (ts.isIdentifier(node) || ts.isStringLiteral(node)) ? node.text : "";
  return /^[A-Z][A-Z0-9_]+$/.test(name) ? name : undefined;
}
