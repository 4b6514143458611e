import { type Delivery, send, type Sender } from "./sender.ts";

/** Several deliveries of one kind, and what was answered to them. */
export type Exchange = {
  readonly provider: string;
  /** What was sent, for people. */
  readonly kind: string;
  readonly expected: readonly string[];
  readonly answered: readonly string[];
};

/** A kind of deliveries with the answers that are due. */
export type Plan = {
  readonly kind: string;
  readonly deliveries: readonly Delivery[];
  /** In any order: what is sent at once is answered as it comes. */
  readonly expected: readonly string[];
};

/** Makes the deliveries, so many at once, and takes down what was answered. */
export async function exchange(
  sender: Sender,
  { kind, deliveries, expected }: Plan,
  atOnce: number,
): Promise<Exchange> {
  const waiting = [...deliveries];
  const answered: string[] = [];
  const line = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answered.push(await send(sender, next));
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  return { provider: sender.provider, kind, expected: expected.toSorted(), answered: answered.toSorted() };
}

/** Whether what was answered is what was due. */
export function isAsExpected({ expected, answered }: Exchange): boolean {
  return expected.join("\n") === answered.join("\n");
}
