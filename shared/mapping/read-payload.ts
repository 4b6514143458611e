import type { z } from "zod/v3";
import type { MappingProblem } from "../intake/provider.ts";

/** What was read of a payload, or the first thing that is wrong with it. */
export type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: MappingProblem };

/** Reads of a payload what a schema asks for. */
export function readPayload<Value>(
  schema: z.ZodType<Value, z.ZodTypeDef, unknown>,
  payload: unknown,
): Read<Value> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  return {
    ok: false,
    problem: { code: issue && isMissing(issue) ? "missing-field" : "invalid-field", field },
  };
}

function isMissing(issue: z.ZodIssue): boolean {
  if (issue.code === "custom") return issue.params?.code === "missing-field";
  return issue.code === "invalid_type" && (issue.received === "undefined" || issue.received === "null");
}
