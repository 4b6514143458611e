import { z } from "zod/v3";
import type { CellReader } from "./row-draft.ts";

const longestPayload = 10_000;
const mostCodes = 50;
const payloadSchema = z.record(z.unknown());

/** Reads what a verification service said of a lead. */
export const verificationCells = {
  verification_provider: (text, { parts }) => {
    const provider = text.toLowerCase();
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(provider)) return "invalid-code";
    parts.verification_provider = provider;
    return null;
  },
  verification_codes: (text, { parts }) => {
    const codes = text
      .toUpperCase()
      .split(/[\s,;|]+/)
      .filter((code) => code !== "");
    if (codes.length > mostCodes || codes.some((code) => !/^[A-Z0-9][A-Z0-9_-]{0,31}$/.test(code))) {
      return "invalid-code";
    }
    parts.verification_codes = codes;
    return null;
  },
  verification_payload: (text, { parts }) => {
    if (text.length > longestPayload) return "invalid-payload";
    try {
      parts.verification_payload = payloadSchema.parse(JSON.parse(text));
    } catch {
      return "invalid-payload";
    }
    return null;
  },
} as const satisfies Record<string, CellReader>;
