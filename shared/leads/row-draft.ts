import type { LeadDraft, RowReason } from "./lead.ts";

/** What cells state that is no field by itself: it becomes one together with others, once all of them are read. */
export type RowParts = {
  plus4?: string | undefined;
  unit_in_street?: string | undefined;
  estimated_value?: string | undefined;
  consent?: boolean | undefined;
  consent_at?: string | undefined;
  consent_source?: string | undefined;
  consent_text_version?: string | undefined;
  verification_provider?: string | undefined;
  verification_codes?: readonly string[] | undefined;
  verification_payload?: Readonly<Record<string, unknown>> | undefined;
};

/** A row that is being read. */
export type RowDraft = { readonly lead: LeadDraft; readonly parts: RowParts };

/** Puts what a cell states into the draft, or says why that can't be done. The text is trimmed and never empty. */
export type CellReader = (text: string, draft: RowDraft) => RowReason | null;

/** A draft that states nothing yet. Its fields are all there, because objects of one shape are much quicker to fill and to write. */
export function emptyDraft(): RowDraft {
  return {
    lead: {
      full_name: undefined,
      given_name: undefined,
      family_name: undefined,
      email: undefined,
      phone: undefined,
      phone_sent: undefined,
      street: undefined,
      unit: undefined,
      city: undefined,
      state: undefined,
      postal_code: undefined,
      county: undefined,
      property_type: undefined,
      bedrooms: undefined,
      bathrooms: undefined,
      living_area_sqft: undefined,
      year_built: undefined,
      estimated_value_amount: undefined,
      estimated_value_currency: undefined,
      owner_occupied: undefined,
      tags: undefined,
      mak: undefined,
      apn: undefined,
      apn_county: undefined,
      verification: undefined,
      consent: undefined,
      consent_at: undefined,
      consent_source: undefined,
      consent_text_version: undefined,
      score: undefined,
    },
    parts: {
      plus4: undefined,
      unit_in_street: undefined,
      estimated_value: undefined,
      consent: undefined,
      consent_at: undefined,
      consent_source: undefined,
      consent_text_version: undefined,
      verification_provider: undefined,
      verification_codes: undefined,
      verification_payload: undefined,
    },
  };
}
