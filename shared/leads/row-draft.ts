import type { LeadDraft, RowReason } from "./lead.ts";

/** What cells state that is no field by itself: it becomes one together with others, once all of them are read. */
export type RowParts = {
  plus4?: string;
  unit_in_street?: string;
  estimated_value?: string;
  consent?: boolean;
  consent_at?: string;
  consent_source?: string;
  consent_text_version?: string;
  verification_provider?: string;
  verification_codes?: readonly string[];
  verification_payload?: Readonly<Record<string, unknown>>;
};

/** A row that is being read. */
export type RowDraft = { readonly lead: LeadDraft; readonly parts: RowParts };

/** Puts what a cell states into the draft, or says why that can't be done. The text is trimmed and never empty. */
export type CellReader = (text: string, draft: RowDraft) => RowReason | null;
