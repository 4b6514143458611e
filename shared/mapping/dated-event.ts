import type { IdentifiedEvent, MappingDefaults, MappingProblem, Normalised } from "../intake/provider.ts";
import { unmapped } from "./unmapped.ts";

/** An event whose time is known. */
export type DatedEvent = {
  readonly type: string;
  /** When it happened by the provider's clock; ISO 8601 with an offset. */
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

/** Maps an event of the types that it is named for. */
export type DatedMapping = (event: DatedEvent) => Normalised | Promise<Normalised>;

/**
 * Maps each event by the mapping of its type. One whose type has none is kept and says nothing; one without a time, without which
 * nothing can tell what is newer, has the problem `undated`.
 */
export function normaliseDated(
  mappingOf: (type: string) => DatedMapping | undefined,
  undated: MappingProblem,
): (event: IdentifiedEvent, defaults?: MappingDefaults) => Promise<Normalised> {
  return async ({ type, occurredAt, payload }, defaults = {}) => {
    const mapping = mappingOf(type);
    if (!mapping) return unmapped;
    if (occurredAt === null) return { ok: false, problem: undated };
    return await mapping({ type, at: occurredAt, payload, defaults });
  };
}
