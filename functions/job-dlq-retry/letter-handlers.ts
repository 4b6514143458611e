import type { MapAgain } from "../../shared/intake/map-again.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import type { DeadLetter, Reading } from "./dead-letters.ts";

/** Says what a dead letter's event is now taken to say; `report` is told of what it survives. */
export type LetterHandler = (letter: DeadLetter, report: (thrown: unknown) => void) => Promise<Reading>;

/** A handler for each kind of dead letter. */
export type LetterHandlers = Readonly<Record<DeadLetter["kind"], LetterHandler>>;

/**
 * Both kinds are read by their provider's current mapping, because what was mended since is most often that. What the database
 * refused (`apply`) was mapped before, and is tried as it stands where there is nothing left to map it with or from.
 */
export function letterHandlers(mapAgain: MapAgain): LetterHandlers {
  async function read(letter: DeadLetter, report: (thrown: unknown) => void): Promise<Reading | null> {
    if (letter.payload === null) return null;
    const { provider, reason, event_id: id, event_type: type, occurred_at, payload } = letter;
    const event = { id, type, occurredAt: parseInstant(occurred_at ?? ""), payload };
    return await mapAgain({ provider, event, reason }, (_, thrown) => report(thrown));
  }

  return {
    normalise: async (letter, report) => (await read(letter, report)) ?? unreadable(letter),
    apply: async (letter, report) => (await read(letter, report)) ?? { ok: true, changes: letter.changes },
  };
}

function unreadable({ payload }: DeadLetter): Reading {
  return {
    ok: false,
    problem: { code: payload === null ? "payload-dropped" : "unknown-provider", field: "" },
  };
}
