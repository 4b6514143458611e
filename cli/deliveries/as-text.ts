import type { Alert, FailedDelivery, FoundDelivery } from "./doors.ts";
import type { Replay } from "./replay.ts";
import type { RowDifference } from "./row-differences.ts";

/** A delivery and what became of it, for a person to read; with what was sent only when `payload` asks for it. */
export function deliveryAsText(
  { receipt, dead_letter, trail, rows }: FoundDelivery,
  payload: boolean,
): string {
  const { id, provider, endpoint, event_id, event_type, status, duplicates, last_duplicate_at } = receipt;
  return [
    `${named(provider, endpoint)} ${event_id}`,
    ...fields({
      receipt: id,
      type: event_type,
      status,
      received: isoTime(receipt.received_at),
      occurred: receipt.occurred_at && isoTime(receipt.occurred_at),
      request: receipt.request_id,
      duplicates: last_duplicate_at ? `${duplicates}, last ${isoTime(last_duplicate_at)}` : duplicates,
      replays: receipt.revision > 0 ? `${receipt.revision} with another mapping` : null,
      "dead letter": dead_letter && letterAsText(dead_letter),
    }),
    "  trail",
    ...trail.map(({ at, stage }) => `    ${isoTime(at)}  ${stage}`),
    "  changes",
    ...receipt.changes.map((change) => `    ${JSON.stringify(change)}`),
    "  rows",
    ...Object.entries(rows).flatMap(([table, found]) =>
      found.map((row) => `    ${table} ${JSON.stringify(row)}`),
    ),
    ...(payload ? ["  payload", indented(JSON.stringify(receipt.payload, null, 2))] : []),
  ].join("\n");
}

/** An event that could not be applied, on one line. */
export function failedAsText(failed: FailedDelivery): string {
  const { received_at, event_id, event_type, status, reason, field, attempts, next_attempt_at } = failed;
  const next = next_attempt_at ? `, next ${isoTime(next_attempt_at)}` : "";
  return [
    isoTime(received_at),
    failed.endpoint ? `${event_id} (${failed.endpoint})` : event_id,
    event_type,
    `${status}: ${problemAsText({ code: reason, field })}`,
    `attempts ${attempts}${next}`,
  ].join("  ");
}

/** What a replay changed, or would change, row by row. */
export function replayAsText(replay: Replay, dryRun: boolean): string {
  const { provider, endpoint, event_id, receipt, problem, differences } = replay;
  const changed = dryRun ? "would change" : "changed";
  const outcome = problem
    ? `can't be applied: ${problemAsText(problem)}`
    : differences.length > 0
      ? changed
      : "nothing to change";
  return [
    `${named(provider, endpoint)} ${event_id} (receipt ${receipt}): ${outcome}`,
    ...differences.flatMap(differenceAsLines),
  ].join("\n");
}

/** An alert, on one line. */
export function alertAsText({ severity, kind, source, since, last_seen, count }: Alert): string {
  return `${severity.padEnd(8)}  ${kind}  ${source}  since ${isoTime(since)}, last ${isoTime(last_seen)}, ${count} times`;
}

function differenceAsLines({ table, row, isNew, isGone, before, after }: RowDifference): readonly string[] {
  const values = Object.entries(after).filter(([, value]) => !isNew || value !== null);
  return [
    `  ${table} ${row}${isNew ? " (new)" : isGone ? " (gone: joined with another)" : ""}`,
    ...values.map(([field, value]) => {
      const was = isNew ? "" : `${JSON.stringify(before[field])} → `;
      return `    ${field}: ${was}${JSON.stringify(value)}`;
    }),
  ];
}

function letterAsText(letter: NonNullable<FoundDelivery["dead_letter"]>): string {
  const { status, reason, field, attempts, last_failed_at, next_attempt_at } = letter;
  const next = status === "waiting" ? `, next ${isoTime(next_attempt_at)}` : "";
  const why = problemAsText({ code: reason, field });
  return `${status}: ${why}, attempts ${attempts}, last failed ${isoTime(last_failed_at)}${next}`;
}

function problemAsText({ code, field }: { readonly code: string; readonly field: string | null }): string {
  return field ? `${code} (${field})` : code;
}

function named(provider: string, endpoint: string): string {
  return endpoint ? `${provider}/${endpoint}` : provider;
}

function fields(values: Readonly<Record<string, string | number | null>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`  ${name.padEnd(12)}${value}`],
  );
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

function isoTime(text: string): string {
  return new Date(text).toISOString();
}
