import type { RowReason } from "../../shared/leads/lead.ts";

/** An object of a file, how long its text is, and where it stands: its line, or in an array its place, from 1; or what is none, and why. */
export type JsonRecord =
  | { readonly line: number; readonly object: Readonly<Record<string, unknown>>; readonly size: number }
  | { readonly line: number; readonly fault: RowReason };

type Span = { readonly start: number; readonly end: number };

const mostInRun = 200;
const longestRun = 262_144;
const longestRecord = 65_536;
const deepest = 20;
const decoder = new TextDecoder();

const newline = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const bracket = 0x5b;
const backslash = 0x5c;

/** The elements of a JSON array. What isn't well-formed is refused where it stands, not the array as a whole. */
export function* arrayRecords(bytes: Uint8Array): Generator<JsonRecord, void, undefined> {
  let line = 1;
  let run: Span[] = [];
  for (const span of elements(bytes)) {
    const [first] = run;
    if (first && (run.length === mostInRun || span.end - first.start > longestRun)) {
      yield* parseRun(bytes, run, line);
      line += run.length;
      run = [];
    }
    run.push(span);
  }
  yield* parseRun(bytes, run, line);
}

/** The lines of a file, each an object (NDJSON). Blank ones are passed over. */
export function* lineRecords(bytes: Uint8Array): Generator<JsonRecord, void, undefined> {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + longestRecord)));
    if (end - start > longestRecord) yield { line, fault: "row-too-long" };
    else if (text.trim() !== "") yield parseOne(text, line);
    start = end + 1;
  }
}

/** Where the elements of the first array stand, by its commas and brackets alone. */
function* elements(bytes: Uint8Array): Generator<Span, void, undefined> {
  let index = bytes.indexOf(bracket) + 1;
  let start = index;
  let depth = 0;
  let inString = false;
  for (; index < bytes.length && depth >= 0; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === bracket || byte === 0x7b) {
      depth++;
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--;
    } else if (byte === comma && depth === 0) {
      yield { start, end: index };
      start = index + 1;
    }
  }
  const end = depth < 0 ? index - 1 : bytes.length;
  if (decoder.decode(bytes.subarray(start, Math.min(end, start + longestRecord))).trim() !== "")
    yield { start, end };
}

/** Parses neighbours together: a call for each would cost more than what it parses. */
function* parseRun(
  bytes: Uint8Array,
  run: readonly Span[],
  firstLine: number,
): Generator<JsonRecord, void, undefined> {
  const [first, last] = [run.at(0), run.at(-1)];
  if (!first || !last) return;
  const values =
    last.end - first.start > longestRun + longestRecord ? null : parseAll(bytes, first.start, last.end);
  for (const [index, { start, end }] of run.entries()) {
    const line = firstLine + index;
    if (end - start > longestRecord) yield { line, fault: "row-too-long" };
    else if (values?.length === run.length) yield recordOf(values[index], line, end - start);
    else yield parseOne(decoder.decode(bytes.subarray(start, end)), line);
  }
}

function parseAll(bytes: Uint8Array, start: number, end: number): readonly unknown[] | null {
  try {
    const values: unknown = JSON.parse(`[${decoder.decode(bytes.subarray(start, end))}]`);
    return Array.isArray(values) ? values : null;
  } catch {
    return null;
  }
}

function parseOne(text: string, line: number): JsonRecord {
  try {
    return recordOf(JSON.parse(text), line, text.length);
  } catch {
    return { line, fault: "not-json" };
  }
}

function recordOf(value: unknown, line: number, size: number): JsonRecord {
  if (!isObject(value)) return { line, fault: "not-an-object" };
  if (isDeeper(value, deepest)) return { line, fault: "too-deep" };
  return { line, object: value, size };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value holds others deeper than `limit`: what parses may still fail to be written or stored. */
function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((member) => isDeeper(member, limit - 1));
}
