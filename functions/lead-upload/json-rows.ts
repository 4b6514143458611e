import { type HeaderPlan, headerPlan } from "../../shared/leads/header-plan.ts";
import type { RowProblem } from "../../shared/leads/lead.ts";
import { columnOf } from "../../shared/leads/lead-columns.ts";
import type { LeadReader } from "../../shared/leads/read-lead.ts";
import { refusedRow, type WeighedRow } from "./file-row.ts";
import type { JsonRecord } from "./json-records.ts";
import type { LeadFile } from "./lead-file.ts";

const mostPlans = 200;
const mostColumns = 1000;
const mostUnknown = 100;

/** The rows of a JSON file: the names of an object's members are its headers. */
export function jsonRows(records: Iterable<JsonRecord>): Pick<LeadFile, "rows" | "unknownColumns"> {
  const plans = new Map<string, HeaderPlan>();
  const unknown = new Set<string>();

  function planOf(names: readonly string[]): HeaderPlan {
    const key = JSON.stringify(names);
    const known = plans.get(key);
    if (known) return known;
    const plan = headerPlan(names);
    if (plans.size < mostPlans) plans.set(key, plan);
    for (const name of plan.unknown) if (unknown.size < mostUnknown) unknown.add(name);
    return plan;
  }

  function* rows(read: LeadReader): Generator<WeighedRow, void, undefined> {
    for (const record of records) {
      const { line } = record;
      if ("fault" in record) {
        yield refusedRow(line, record.fault);
        continue;
      }
      const { object, size } = record;
      const names = Object.keys(object);
      if (names.length > mostColumns) {
        yield refusedRow(line, "row-too-long");
        continue;
      }
      const unreadable: RowProblem[] = [];
      const cells = names.map((name) => {
        const text = textOf(name, object[name]);
        if (text === null) unreadable.push({ column: name.slice(0, 100), reason: "not-a-text" });
        return text ?? "";
      });
      const { lead, problems: found } = read(planOf(names), cells);
      const problems = unreadable.length > 0 ? [...unreadable, ...found] : found;
      const row = problems.length === 0 ? { line, lead, problems } : { line, lead, problems, source: object };
      yield { row, size };
    }
  }
  return { rows, unknownColumns: () => [...unknown] };
}

/** A member's value as a cell of a table would have it; null for an object where none belongs. */
function textOf(name: string, value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null || value === undefined) return "";
  const column = columnOf(name)?.column;
  if (column === "verification_payload") return JSON.stringify(value);
  if (Array.isArray(value) && value.every((member) => typeof member === "string")) return value.join(";");
  return column === undefined ? "" : null;
}
