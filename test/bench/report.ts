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

function verdict(ratio: number, aim: number | undefined): string {
  if (aim === undefined) return "";
  return `  aim ${aim}${ratio <= aim ? "" : "  beyond it"}`;
}

function amount(value: number, unit: string): string {
  return `${value.toFixed(value < 100 ? 2 : 0).padStart(7)} ${unit}`;
}
