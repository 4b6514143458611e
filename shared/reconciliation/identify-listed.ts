import type { IdentifiedEvent } from "../intake/provider.ts";
import { UpstreamFailure } from "../http/upstream-failure.ts";

/**
 * The events that a list holds, told apart as those of a delivery are. One that can't be fails the page: passing over it would
 * be losing it.
 */
export function identifyListed(
  items: readonly unknown[],
  identify: (body: unknown) => readonly IdentifiedEvent[] | null,
): readonly IdentifiedEvent[] {
  return items.flatMap((item) => {
    const events = identify(item);
    if (events === null) throw new UpstreamFailure("UNEXPECTED_ANSWER");
    return events;
  });
}
