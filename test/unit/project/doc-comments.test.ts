import ts from "typescript";
import { expect, test } from "vitest";
import { projectFiles, readProjectFile } from "../../support/project-files.ts";

const generated = "shared/database/types.generated.ts";

test("everything that functions and shared code export says what it promises", () => {
  const sources = projectFiles(/^(?:functions|shared)\/.*\.ts$/).filter((path) => path !== generated);
  const silent = sources.flatMap((path) => {
    const source = ts.createSourceFile(path, readProjectFile(path), ts.ScriptTarget.ESNext, true);
    return source.statements
      .filter((statement) => isExported(statement) && !isDocumented(statement))
      .map((statement) => `${path}: ${statement.getText().split("\n", 1).join()}`);
  });
  expect(silent).toEqual([]);
});

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isDocumented(statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).some(({ comment }) => (comment?.length ?? 0) > 0);
}
