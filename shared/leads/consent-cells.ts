import { parseInstant } from "../mapping/instants.ts";
import { readTruth } from "./read-truth.ts";
import type { CellReader } from "./row-draft.ts";
import { oneLine } from "./stated-text.ts";

const longestSource = 255;
const longestVersion = 100;

/** Reads whether, when and how a lead agreed to be contacted. */
export const consentCells = {
  consent: (text, { parts }) => {
    const truth = readTruth(text);
    if (truth === null) return "invalid-boolean";
    parts.consent = truth;
    return null;
  },
  consent_at: (text, { parts }) => {
    // A time without its offset may be any of 24 hours: it proves nothing.
    const at = parseInstant(text);
    if (at === null) return "invalid-time";
    parts.consent_at = at;
    return null;
  },
  consent_source: (text, { parts }) => {
    parts.consent_source = oneLine(text, longestSource);
    return null;
  },
  consent_text_version: (text, { parts }) => {
    parts.consent_text_version = oneLine(text, longestVersion);
    return null;
  },
} as const satisfies Record<string, CellReader>;
