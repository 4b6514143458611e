import { median, type Rounds } from "./measure.ts";

/** How one figure of a bench is read and printed. */
export type Figure<Sample> = {
  readonly name: string;
  readonly unit: string;
  readonly of: (sample: Sample) => number;
  /** The largest ratio we are content with. */
  readonly aim: number;
  /** More is better, as of a throughput: the ratio is then bare to ours. */
  readonly moreIsBetter?: boolean;
};

/** Prints the medians of a figure, their ratio and what it should be. Beyond its aim is news, not a failure. */
export function printRatio<Sample>(figure: Figure<Sample>, rounds: Rounds<Sample>): void {
  const bare = median(rounds.bare.map(figure.of));
  const ours = median(rounds.ours.map(figure.of));
  const ratio = figure.moreIsBetter ? bare / ours : ours / bare;
  const verdict = ratio <= figure.aim ? "" : "  beyond it";
  console.log(
    `${figure.name.padEnd(34)} ours ${amount(ours, figure.unit)}  bare ${amount(bare, figure.unit)}` +
      `  ratio ${ratio.toFixed(2)}  aim ${figure.aim}${verdict}`,
  );
}

function amount(value: number, unit: string): string {
  return `${value.toFixed(value < 100 ? 2 : 0).padStart(7)} ${unit}`;
}
