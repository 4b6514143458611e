/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** A whole number from 0 up to and without `limit`. */
  readonly below: (limit: number) => number;
  /** One of them; throws where there is none. */
  readonly pick: <Item>(items: readonly Item[]) => Item;
};

/** The numbers of a seed, by Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  return {
    below,
    pick(items) {
      for (const item of items.slice(below(items.length))) return item;
      throw new RangeError("There is nothing to pick from.");
    },
  };
}
