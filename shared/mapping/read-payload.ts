import type { z } from "zod/v3";
import type { MappingProblem } from "../intake/provider.ts";

/** A payload as its schema has it, or the first thing that is wrong with it. */
export type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: MappingProblem };

/** Reads of a payload what a schema asks for. */
export function readPayload<Schema extends z.ZodTypeAny>(
  schema: Schema,
  payload: unknown,
): Read<z.output<Schema>> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: { code: issue ? codeOf(issue) : "invalid-field", field: pathOf(issue) } };
}

function codeOf(issue: z.ZodIssue): MappingProblem["code"] {
  const isMissing =
    issue.code === "invalid_type"
      ? issue.received === "undefined" || issue.received === "null"
      : issue.code === "custom" && issue.params?.["code"] === "missing-field";
  return isMissing ? "missing-field" : "invalid-field";
}

function pathOf(issue: z.ZodIssue | undefined): string {
  return issue?.path.join(".") ?? "";
}
