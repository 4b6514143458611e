/** Asks something that may fail or be late; null when it isn't asked now, or has failed. */
export type CircuitBreaker = <Answer>(ask: () => Promise<Answer | null>) => Promise<Answer | null>;

/** What a circuit breaker goes by. */
export type CircuitBreakerOptions = {
  readonly now: () => number;
  /** How long nothing is asked after a failure. */
  readonly restMilliseconds: number;
};

/**
 * Leaves alone what has just failed: after the first failure, a null, nothing is asked for a rest, and those who still wait for
 * an answer wait no longer. After the rest one call is made that nobody waits for; once one is answered, everybody asks again.
 */
export function circuitBreaker({ now, restMilliseconds }: CircuitBreakerOptions): CircuitBreaker {
  const waiting = new Set<() => void>();
  let failedAt: number | null = null;
  let isProbing = false;

  function open(): void {
    failedAt = now();
    for (const giveUp of waiting) giveUp();
    waiting.clear();
  }

  async function probe(ask: () => Promise<unknown>): Promise<void> {
    isProbing = true;
    const answer = await ask().catch(() => null);
    if (answer === null) open();
    else failedAt = null;
    isProbing = false;
  }

  return async function run(ask) {
    if (failedAt !== null) {
      const rested = now() - failedAt;
      // A clock that stepped back would make the rest as long as the step.
      if (!isProbing && (rested >= restMilliseconds || rested < 0)) void probe(ask);
      return null;
    }
    let giveUp: () => void = () => undefined;
    const givenUp = new Promise<null>((resolve) => (giveUp = () => resolve(null)));
    waiting.add(giveUp);
    const answer = await Promise.race([ask().catch(() => null), givenUp]);
    // The first who fails opens the circuit, and lets the others go.
    if (answer === null && waiting.has(giveUp)) open();
    waiting.delete(giveUp);
    return answer;
  };
}
