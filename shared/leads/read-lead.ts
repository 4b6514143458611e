import { addressCells } from "./address-cells.ts";
import { completeRow } from "./complete-row.ts";
import { consentCells } from "./consent-cells.ts";
import type { HeaderPlan } from "./header-plan.ts";
import type { LeadDraft, ReadLead, RowProblem } from "./lead.ts";
import type { LeadColumn } from "./lead-columns.ts";
import { personCells } from "./person-cells.ts";
import type { PhoneReader } from "./phone-reader.ts";
import { propertyCells } from "./property-cells.ts";
import { type CellReader, emptyDraft } from "./row-draft.ts";
import { statedText } from "./stated-text.ts";
import { verificationCells } from "./verification-cells.ts";

/** Reads the cells of one row by the plan of its headers. Never throws for anything that a cell can hold. */
export type LeadReader = (plan: HeaderPlan, cells: readonly string[]) => ReadLead;

/** A reader of rows. What it can't read of a row is dropped with a reason; a row without any key is refused. */
export function leadReader(readPhone: PhoneReader, now: Date): LeadReader {
  const readers: Readonly<Record<LeadColumn, CellReader>> = {
    ...personCells(readPhone),
    ...addressCells,
    ...propertyCells,
    ...verificationCells,
    ...consentCells,
  };

  return function readLead({ columns }, cells) {
    const draft = emptyDraft();
    const problems: RowProblem[] = [];
    for (const { column, cells: candidates } of columns) {
      for (const { index, header } of candidates) {
        const text = statedText(cells[index] ?? "");
        if (text === "") continue;
        const reason = readers[column](text, draft);
        if (reason === null) break;
        problems.push({ column: header, reason });
      }
    }
    completeRow(draft, now, (column, reason) => {
      const header = columns.find((each) => each.column === column)?.cells[0]?.header;
      problems.push({ column: header ?? column, reason });
    });
    if (hasKey(draft.lead)) return { lead: draft.lead, problems };
    return { lead: null, problems: [...problems, { column: "", reason: "no-key" }] };
  };
}

function hasKey({ mak, apn, street, postal_code, city, state }: LeadDraft): boolean {
  if (mak !== undefined || apn !== undefined) return true;
  return street !== undefined && (postal_code !== undefined || (city !== undefined && state !== undefined));
}
