import { type Confirm, confirmEvents } from "../../shared/intake/confirm-events.ts";
import { readMappingDefaults } from "../../shared/intake/mapping-defaults.ts";
import { normaliseEvents } from "../../shared/intake/normalise-events.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { receivedEvent } from "../../shared/intake/received-event.ts";
import type { ReceivedEvent } from "../../shared/intake/store.ts";
import type { ReportFailure } from "../../shared/intake/webhook-log.ts";
import type { ListEvents } from "../../shared/reconciliation/list-events.ts";
import type { Environment } from "../../shared/settings.ts";

/** A provider whose API can be asked for its events, and what they say. */
export type EventSource = {
  readonly provider: string;
  readonly listEvents: ListEvents;
  /** Maps events as a delivery's are mapped. */
  readonly read: (
    events: readonly IdentifiedEvent[],
    report: ReportFailure,
  ) => Promise<readonly ReceivedEvent[]>;
};

/** The providers for which a credential is configured; throws an error that names the variable at fault. */
export function eventSources(
  providers: ReadonlyMap<string, Provider>,
  environment: Environment,
  fetch: typeof globalThis.fetch,
): readonly EventSource[] {
  const defaults = readMappingDefaults(environment);
  return [...providers.values()].flatMap((provider) => {
    const listEvents = provider.reconcile?.(environment, fetch) ?? null;
    if (listEvents === null) return [];
    const confirm: Confirm | null = provider.confirm?.(environment, fetch) ?? null;
    const read: EventSource["read"] = async (events, report) => {
      const normalised = await normaliseEvents(provider, events, defaults, report);
      const confirmed = confirm ? await confirmEvents(normalised, confirm, report) : normalised;
      return confirmed.map(receivedEvent);
    };
    return [{ provider: provider.name, listEvents, read }];
  });
}
