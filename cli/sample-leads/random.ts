/** A source of numbers that look like chance and are the same for the same seed. */
export type Random = {
  /** A whole number from 0, below `below`. */
  readonly below: (below: number) => number;
  /** True in so many of a hundred cases. */
  readonly percent: (share: number) => boolean;
  /** Throws for a list of nothing. */
  readonly pick: <Item>(items: readonly Item[]) => Item;
};

/** Mulberry32 (Tommy Ettinger): 32 bits of state, good enough to make up a list. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function below(below: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }
  return {
    below,
    percent: (share) => below(100) < share,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("There is nothing to pick from.");
      return item;
    },
  };
}
