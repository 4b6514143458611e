import ts from "typescript";
import { expect, test } from "vitest";
import { projectFiles, readProjectFile } from "../../support/project-files.ts";

// What the platform sets itself; and what belongs to the machine, not to us.
const given = /^(?:SUPABASE_\w+|HOME|PATH|DENO_DIR|XDG_CACHE_HOME)$/;

test(".env.example, or the README of the only function that reads it, names every variable", () => {
  const missing = projectFiles(/^(?:functions|shared|cli)\/.*\.ts$/).flatMap((path) => {
    const pages = [".env.example", ...readmeOf(path)].map(readProjectFile).join("\n");
    return [...variablesIn(path)]
      .filter((name) => !given.test(name) && !new RegExp(`\\b${name}\\b`).test(pages))
      .map((name) => `${path}: ${name}`);
  });
  expect(missing).toEqual([]);
});

function readmeOf(path: string): readonly string[] {
  const folder = /^functions\/[^/]+\//.exec(path)?.[0];
  return folder === undefined ? [] : projectFiles(new RegExp(`^${folder}README\\.md$`));
}

function variablesIn(path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const source = ts.createSourceFile(path, readProjectFile(path), ts.ScriptTarget.ESNext, true);
  visit(source);
  return names;

  function visit(node: ts.Node): void {
    const name = variableOf(node);
    if (name !== undefined && /^[A-Z][A-Z0-9_]+$/.test(name)) names.add(name);
    ts.forEachChild(node, visit);
  }
}

/**
 * What is read where: `environment.NAME`, `const { NAME } = …`, `env.get("NAME")`, `keysVariable: "NAME"` and, in the schema of
 * settings, `NAME: z.string()`.
 */
function variableOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return /env(?:ironment)?$/i.test(node.expression.getText()) ? node.name.text : undefined;
  }
  if (ts.isBindingElement(node)) return (node.propertyName ?? node.name).getText();
  if (ts.isCallExpression(node)) {
    return node.expression.getText().endsWith("env.get") ? textOf(node.arguments[0]) : undefined;
  }
  if (!ts.isPropertyAssignment(node)) return undefined;
  if (node.name.getText() === "keysVariable") return textOf(node.initializer);
  return /^z\s*\./.test(node.initializer.getText()) ? node.name.getText() : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteral(node) ? node.text : undefined;
}
