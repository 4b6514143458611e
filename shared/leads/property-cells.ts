import { oneLine } from "./stated-text.ts";
import { readTruth } from "./read-truth.ts";
import type { LeadDraft, RowReason } from "./lead.ts";
import type { CellReader } from "./row-draft.ts";

type NumberField = "bedrooms" | "bathrooms" | "living_area_sqft" | "year_built";

const longestText = 100;
const number = /^(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,6})?$/;
const compactApn = /^[A-Z0-9]{1,64}$/;
// What a spreadsheet makes of a long number: its last digits are lost.
const roundedNumber = /^\d(?:\.\d+)?E\+?\d+$/i;

/** Reads what a lead's property is, and its keys. */
export const propertyCells = {
  property_type: (text, { lead }) => {
    lead.property_type = oneLine(text, longestText);
    return null;
  },
  bedrooms: (text, { lead }) => readNumber(text, lead, "bedrooms", 0, 1000),
  bathrooms: (text, { lead }) => readNumber(text, lead, "bathrooms", 0, 1000),
  living_area_sqft: (text, { lead }) => {
    return readNumber(
      text.replace(/ ?(?:sq\.? ?ft\.?|sf)$/i, ""),
      lead,
      "living_area_sqft",
      0,
      100_000_000,
      Math.round,
    );
  },
  year_built: (text, { lead }) => readNumber(text, lead, "year_built", 1000, 2200, Math.trunc),
  estimated_value: (text, { parts }) => {
    const amount = text.replace(/^(?:USD|US)? ?\$? ?/i, "").replaceAll(",", "");
    if (!/^\d+(?:\.\d+)?$/.test(amount)) return "invalid-amount";
    parts.estimated_value = amount;
    return null;
  },
  estimated_value_currency: (text, { lead }) => {
    const currency = text.toUpperCase();
    if (!/^[A-Z]{3}$/.test(currency)) return "invalid-currency";
    lead.estimated_value_currency = currency;
    return null;
  },
  owner_occupied: (text, { lead }) => {
    const truth = readTruth(text);
    if (truth === null) return "invalid-boolean";
    lead.owner_occupied = truth;
    return null;
  },
  mak: (text, { lead }) => {
    if (!/^\d{6,20}$/.test(text) || /^0+$/.test(text)) return "invalid-mak";
    lead.mak = text;
    return null;
  },
  apn: (text, { lead }) => {
    if (roundedNumber.test(text)) return "invalid-apn";
    const apn = text.toUpperCase().replace(/[\s.\-/_,:;()#*]/g, "");
    if (!compactApn.test(apn) || /^0+$/.test(apn)) return "invalid-apn";
    lead.apn = apn;
    return null;
  },
} as const satisfies Record<string, CellReader>;

function readNumber(
  text: string,
  lead: LeadDraft,
  field: NumberField,
  least: number,
  most: number,
  round: (value: number) => number = (value) => value,
): RowReason | null {
  if (!number.test(text)) return "invalid-number";
  const value = round(Number(text.includes(",") ? text.replaceAll(",", "") : text));
  if (value < least || value > most) return "out-of-range";
  lead[field] = value;
  return null;
}
