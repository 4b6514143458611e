import { median, type Rounds } from "./measure.ts";

/** How one figure of a bench is read and printed. */
export type Figure<Sample> = {
  readonly name: string;
  readonly unit: string;
  readonly of: (sample: Sample) => number;
  /** The largest ratio we are content with; left out where there is nothing to hold it against. */
  readonly aim?: number;
  /** What the ratio is to; `bare` when left out. */
  readonly beside?: string;
  /** More is better, as of a throughput: the ratio is then bare to ours. */
  readonly moreIsBetter?: boolean;
};

/** Prints the medians of a figure, their ratio and what it should be. Beyond its aim is news, not a failure. */
export function printRatio<Sample>(figure: Figure<Sample>, rounds: Rounds<Sample>): void {
  const bare = median(rounds.bare.map(figure.of));
  const ours = median(rounds.ours.map(figure.of));
  const ratio = figure.moreIsBetter ? bare / ours : ours / bare;
  console.log(
    `${figure.name.padEnd(34)} ours ${amount(ours, figure.unit)}  ${figure.beside ?? "bare"} ` +
      `${amount(bare, figure.unit)}  ratio ${ratio.toFixed(2)}${verdict(ratio, figure.aim)}`,
  );
}

/** Prints the median of a figure that nothing stands beside. */
export function printMedian(name: string, unit: string, samples: readonly number[]): void {
  console.log(`${name.padEnd(34)} ours ${amount(median(samples), unit)}`);
}

/** Prints how long single calls took, and what the slowest of a hundred should keep to. */
export function printLatency(name: string, milliseconds: readonly number[], aim: number): void {
  const slowest = percentile(milliseconds, 99);
  console.log(
    `${name.padEnd(34)} p50  ${amount(median(milliseconds), "ms")}  p99    ${amount(slowest, "ms")}${verdict(slowest, aim)}`,
  );
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const found = values.toSorted((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1];
  if (found === undefined) throw new Error("Nothing was measured.");
  return found;
}

function verdict(ratio: number, aim: number | undefined): string {
  if (aim === undefined) return "";
  return `  aim ${aim}${ratio <= aim ? "" : "  beyond it"}`;
}

function amount(value: number, unit: string): string {
  return `${value.toFixed(value < 100 ? 2 : 0).padStart(7)} ${unit}`;
}
