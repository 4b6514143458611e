import { currencyDigits } from "../money/currencies.ts";
import { fromDecimal, largestAmount } from "../money/minor-units.ts";
import type { LeadColumn } from "./lead-columns.ts";
import type { LeadDraft, RowReason } from "./lead.ts";
import type { RowDraft, RowParts } from "./row-draft.ts";

/** Notes why a field is dropped. */
export type Drop = (column: LeadColumn, reason: RowReason) => void;

const defaultProvider = "melissa";
const defaultCurrency = "USD";
const mostClockSkew = 5 * 60_000;

/** Makes fields of what several cells state together. */
export function completeRow({ lead, parts }: RowDraft, now: Date, drop: Drop): void {
  if (lead.full_name === undefined && (lead.given_name !== undefined || lead.family_name !== undefined)) {
    lead.full_name = [lead.given_name, lead.family_name].filter((name) => name !== undefined).join(" ");
  }
  const { unit_in_street } = parts;
  // A column of its own counts, unless the address names the same unit with its designator, which says more.
  if (unit_in_street !== undefined && (lead.unit === undefined || isNumberOf(lead.unit, unit_in_street))) {
    lead.unit = unit_in_street;
  }
  if (parts.plus4 !== undefined && lead.postal_code?.length === 5) lead.postal_code += `-${parts.plus4}`;
  // Counties number their parcels each for itself.
  if (lead.apn !== undefined && lead.county !== undefined && lead.state !== undefined) {
    lead.apn_county = `${lead.state}/${lead.county}`;
  }
  completeValue(lead, parts, drop);
  if (parts.verification_codes !== undefined || parts.verification_payload !== undefined) {
    lead.verification = {
      provider: parts.verification_provider ?? defaultProvider,
      codes: parts.verification_codes ?? [],
      ...(parts.verification_payload !== undefined && { payload: parts.verification_payload }),
    };
  }
  completeConsent(lead, parts, now, drop);
}

/** Whether a unit is `# 4` where the other is `APT 4`. */
function isNumberOf(unit: string, other: string): boolean {
  return unit.startsWith("# ") && other.endsWith(unit.slice(1));
}

function completeValue(lead: LeadDraft, { estimated_value }: RowParts, drop: Drop): void {
  const currency = lead.estimated_value_currency ?? defaultCurrency;
  const digits = currencyDigits(currency);
  lead.estimated_value_currency = undefined;
  if (digits === null) {
    drop("estimated_value_currency", "invalid-currency");
  } else if (estimated_value !== undefined) {
    const amount = fromDecimal(estimated_value, digits);
    if (amount === null) {
      drop("estimated_value", "invalid-amount");
    } else if (amount > largestAmount) {
      drop("estimated_value", "out-of-range");
    } else {
      lead.estimated_value_amount = amount;
      lead.estimated_value_currency = currency;
    }
  }
}

/** Consent counts only with the time at which it was given: without, nobody could show later that it was. */
function completeConsent(lead: LeadDraft, parts: RowParts, now: Date, drop: Drop): void {
  const { consent, consent_at, consent_source, consent_text_version } = parts;
  if (consent === undefined) {
    if (consent_at !== undefined) drop("consent_at", "no-consent");
  } else if (!consent) {
    lead.consent = false;
  } else if (consent_at === undefined) {
    drop("consent", "no-consent-time");
  } else if (Date.parse(consent_at) > now.getTime() + mostClockSkew) {
    drop("consent_at", "time-in-future");
  } else {
    lead.consent = true;
    lead.consent_at = consent_at;
    if (consent_source !== undefined) lead.consent_source = consent_source;
    if (consent_text_version !== undefined) lead.consent_text_version = consent_text_version;
  }
}
