import { type Exchange, isAsExpected } from "./exchange.ts";
import type { LedgerLine } from "./ledger.ts";
import { table } from "./table.ts";

/** What is to be printed of something, and how many of its lines are not as they should be. */
export type Report = { readonly text: string; readonly disagreements: number };

/** What was sent, and what was answered. */
export function reportAnswers(exchanges: readonly Exchange[]): Report {
  const rows = exchanges.map((exchange) => {
    const { provider, kind, expected, answered } = exchange;
    const verdict = isAsExpected(exchange) ? "" : `expected ${summary(expected)}`;
    return [provider, kind, String(answered.length), summary(answered), verdict];
  });
  return {
    text: table(["sender", "sent", "times", "answered", ""], rows),
    disagreements: rows.filter((row) => row.at(-1) !== "").length,
  };
}

/** What the database holds, beside what it must hold. */
export function reportLedger(expected: readonly LedgerLine[], found: readonly LedgerLine[]): Report {
  const keys = new Set([...expected, ...found].map(keyOf));
  const rows = [...keys].sort().map((key) => {
    const due = expected.find((line) => keyOf(line) === key);
    const held = found.find((line) => keyOf(line) === key);
    const { provider, what, which } = held ?? due ?? { provider: "", what: "", which: "" };
    const isDue = described(due) === described(held);
    return [
      provider,
      what,
      which,
      String(held?.count ?? 0),
      sums(held),
      isDue ? "" : `expected ${described(due)}`,
    ];
  });
  return {
    text: table(["sender", "rows", "which", "count", "sums", ""], rows),
    disagreements: rows.filter((row) => row.at(-1) !== "").length,
  };
}

function keyOf({ provider, what, which }: LedgerLine): string {
  return [provider, what, which].join("|");
}

function described(line: LedgerLine | undefined): string {
  return line ? `${line.count} ${sums(line)}`.trim() : "none";
}

function sums(line: LedgerLine | undefined): string {
  if (line?.what !== "transactions") return "";
  const [currency = ""] = line.which.split(" ");
  const refunded = line.refunded > 0 ? `, of which refunded ${money(line.refunded, currency)}` : "";
  return money(line.amount, currency) + refunded;
}

function money(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(minorUnits / 10 ** digits).replace("\u00a0", " ");
}

/** `2 × 200 processed, 1 × 401 unverified`. */
function summary(answers: readonly string[]): string {
  const kinds = [...new Set(answers)];
  const countOf = (kind: string) => answers.filter((answer) => answer === kind).length;
  return kinds.map((kind) => `${countOf(kind)} × ${kind}`).join(", ") || "nothing";
}
