import type { ShowProgress } from "./upload-file.ts";

const width = 30;

/** A bar on one line of a terminal, drawn over itself; nothing where the output is no terminal. */
export function progressBar(
  write: (text: string) => void,
  isTerminal: boolean,
): ShowProgress & { end(): void } {
  let drawn = "";
  function draw(text: string): void {
    if (!isTerminal || text === drawn) return;
    write(`\r${text.padEnd(drawn.length)}`);
    drawn = text;
  }
  const show: ShowProgress = (step, done, of) => {
    const share = of > 0 ? Math.min(1, done / of) : 0;
    const full = Math.round(share * width);
    draw(
      `${step.padEnd(10)} [${"#".repeat(full)}${"-".repeat(width - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`,
    );
  };
  return Object.assign(show, {
    end() {
      if (drawn !== "") write("\n");
    },
  });
}
