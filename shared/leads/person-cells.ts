import { readEmail } from "../contacts/email.ts";
import type { PhoneReader } from "./phone-reader.ts";
import type { CellReader } from "./row-draft.ts";
import { oneLine } from "./stated-text.ts";

const longestName = 255;
const longestPhone = 100;
const longestTag = 64;
const mostTags = 50;

/** Reads who a lead is and how to reach them. */
export function personCells(readPhone: PhoneReader) {
  return {
    full_name: (text, { lead }) => {
      lead.full_name = oneLine(text, longestName);
      return null;
    },
    given_name: (text, { lead }) => {
      lead.given_name = oneLine(text, longestName);
      return null;
    },
    family_name: (text, { lead }) => {
      lead.family_name = oneLine(text, longestName);
      return null;
    },
    email: (text, { lead }) => {
      const email = readEmail(text);
      if (email === undefined) return "invalid-email";
      lead.email = email;
      return null;
    },
    phone: (text, { lead }) => {
      if (text.length > longestPhone) return "invalid-phone";
      const phone = readPhone(text);
      if (phone === undefined) return "invalid-phone";
      lead.phone = phone;
      lead.phone_sent = oneLine(text, longestPhone);
      return null;
    },
    tags: (text, { lead }) => {
      const stated = text.split(/[;,]/).map((tag) => oneLine(tag.trim(), longestTag));
      const tags = new Set(stated.filter((tag) => tag !== undefined));
      lead.tags = [...tags].slice(0, mostTags);
      return tags.size > mostTags ? "too-many-tags" : null;
    },
    score: (text, { lead }) => {
      const [, digits] = /^(\d{1,9})(?:\.0+)?$/.exec(text) ?? [];
      if (digits === undefined) return "invalid-number";
      if (Number(digits) > 100) return "out-of-range";
      lead.score = Number(digits);
      return null;
    },
  } as const satisfies Record<string, CellReader>;
}
