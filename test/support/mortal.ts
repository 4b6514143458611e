/** How and where something ends that was under way. */
export type Death = {
  /** At which of its waits for somebody else, from 1. */
  readonly at: number;
  /** Before what it waited for was done, or after. */
  readonly when: "before" | "after";
  /** It ends for good, as a process that is killed; or hears of a failure and goes on. */
  readonly how: "dies" | "fails";
};

/** A life that ends as told. */
export type Mortal = {
  /** Makes what is waited for a wait of this life. `failure` is what it hears of where it fails. */
  readonly wrap: <Arguments extends readonly unknown[], Result>(
    effect: (...given: Arguments) => Promise<Result>,
    failure: () => Error,
  ) => (...given: Arguments) => Promise<Result>;
  /** Resolves when it dies. */
  readonly death: Promise<void>;
  /** How many waits it has begun. */
  readonly waits: () => number;
};

const never = <Result>() => new Promise<Result>(() => undefined);

/** Begins a life; one that `death` is null of goes on to its own end. */
export function mortal(death: Death | null): Mortal {
  let waits = 0;
  const life = { hasEnded: false };
  const isDead = () => life.hasEnded;
  let die: () => void = () => undefined;
  const dying = new Promise<void>((resolve) => {
    die = resolve;
  });
  return {
    death: dying,
    waits: () => waits,
    wrap:
      (effect, failure) =>
      async (...given) => {
        if (isDead()) return await never();
        waits += 1;
        if (waits !== death?.at) {
          const result = await effect(...given);
          // What was under way elsewhere happens all the same, and nobody hears of it.
          return isDead() ? await never() : result;
        }
        if (death.when === "after") await effect(...given);
        if (death.how === "fails") throw failure();
        life.hasEnded = true;
        die();
        return await never();
      },
  };
}
