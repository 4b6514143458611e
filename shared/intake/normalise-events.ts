import type { IdentifiedEvent, MappingDefaults, Normalised, Provider } from "./provider.ts";
import type { ReportFailure } from "./webhook-log.ts";

/** An event and what it says. */
export type NormalisedEvent = { readonly event: IdentifiedEvent; readonly normalised: Normalised };

/**
 * What each event says.
 *
 * A verified event is never lost to a mistake of ours: if `normalise` throws, that is the event's problem, and it waits in
 * the dead letter queue for the mistake to be mended.
 */
export async function normaliseEvents(
  provider: Provider,
  events: readonly IdentifiedEvent[],
  defaults: MappingDefaults,
  report: ReportFailure,
): Promise<readonly NormalisedEvent[]> {
  const normalisedEvents: NormalisedEvent[] = [];
  for (const event of events) {
    normalisedEvents.push({ event, normalised: await normalise(provider, event, defaults, report) });
  }
  return normalisedEvents;
}

async function normalise(
  provider: Provider,
  event: IdentifiedEvent,
  defaults: MappingDefaults,
  report: ReportFailure,
): Promise<Normalised> {
  try {
    return await provider.normalise(event, defaults);
  } catch (thrown) {
    report("normalise", thrown);
    return { ok: false, problem: { code: "normaliser-failed", field: "" } };
  }
}
