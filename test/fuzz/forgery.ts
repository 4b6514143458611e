import type { Attempt } from "./attempt.ts";
import { mutateAttempt } from "./mutate-attempt.ts";
import type { Random } from "./random.ts";
import { later, renewed } from "./renew.ts";
import type { Try } from "./subject.ts";
import type { Result, Target } from "./target.ts";
import { contentOf, noncesOf, showsKey } from "./unproven.ts";

/** Sends one request that is not as any sender made it. It may only be accepted if it says what the valid ones say. */
export async function tryForgery(target: Target, random: Random): Promise<Try> {
  const seed = random.pick(target.seeds);
  if (random.below(20) === 0) return tryRenewal(target, seed);
  const attempt = mutateAttempt(seed, random, random.pick(target.seeds));
  const result = await target.send(attempt);
  if (result === null || !isAccepted(result) || showsKey(attempt)) return { attempt, result, fault: null };
  return { attempt, result, fault: (await saysWhatIsValid(target, attempt, result)) ? null : "was accepted" };
}

/** A recorded delivery must not be renewed by writing a new time into its headers: whatever time is checked must be signed. */
async function tryRenewal(target: Target, seed: Attempt): Promise<Try> {
  const attempt = renewed(seed);
  const result = await target.send(attempt);
  const isRenewed = result !== null && isAccepted(result) && !showsKey(attempt);
  const fault = isRenewed && !(await isValid(target, later(seed))) ? "was renewed" : null;
  return { attempt, result, fault };
}

async function saysWhatIsValid(target: Target, attempt: Attempt, result: Result): Promise<boolean> {
  const [content, nonces] = [contentOf(result), noncesOf(result)];
  for (const seed of target.seeds) {
    const valid = await target.send({ ...seed, now: attempt.now });
    if (valid === null || !isAccepted(valid)) continue;
    if (contentOf(valid) === content || (nonces !== null && noncesOf(valid) === nonces)) return true;
  }
  return false;
}

async function isValid(target: Target, attempt: Attempt): Promise<boolean> {
  const result = await target.send(attempt);
  return result !== null && isAccepted(result);
}

function isAccepted({ status, delivery }: Result): boolean {
  return delivery !== null || status < 300;
}
