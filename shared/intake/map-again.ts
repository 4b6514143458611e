import type { Environment } from "../settings.ts";
import { confirmEvents } from "./confirm-events.ts";
import { readMappingDefaults } from "./mapping-defaults.ts";
import { normaliseEvents } from "./normalise-events.ts";
import type { IdentifiedEvent, Normalised, Provider } from "./provider.ts";
import type { ReportFailure } from "./webhook-log.ts";

/** An event that was received from a provider, and why it is in the dead letter queue; null when it isn't. */
export type KeptEvent = {
  readonly provider: string;
  readonly event: IdentifiedEvent;
  readonly reason: string | null;
};

/** What a kept event says by its provider's current mapping; null when there is no such provider any more. */
export type MapAgain = (kept: KeptEvent, report: ReportFailure) => Promise<Normalised | null>;

/**
 * Maps kept events again, as the environment has it; throws an error that names the variable at fault. Events that nobody signed
 * are confirmed as on the day they came, and what their provider's API has denied stays denied until it says otherwise.
 */
export function mappingAgain(providers: ReadonlyMap<string, Provider>, environment: Environment): MapAgain {
  const defaults = readMappingDefaults(environment);
  const mappings = new Map(
    [...providers].map(([name, provider]) => {
      return [name, { provider, confirm: provider.confirm?.(environment, fetch) ?? null }];
    }),
  );

  return async function mapAgain({ provider: name, event, reason }, report) {
    const mapping = mappings.get(name);
    if (!mapping) return null;
    const { provider, confirm } = mapping;
    const mapped = await normaliseEvents(provider, [event], defaults, report);
    const [again] = confirm ? await confirmEvents(mapped, confirm, report) : mapped;
    if (!again) throw new Error("One event was mapped to none.");
    return reason === "contradicted" && !isConfirmed(again.normalised) ? contradicted : again.normalised;
  };
}

const contradicted: Normalised = { ok: false, problem: { code: "contradicted", field: "" } };

function isConfirmed(normalised: Normalised): boolean {
  return (
    normalised.ok && normalised.changes.every((change) => change.kind !== "transaction" || change.confirmed)
  );
}
