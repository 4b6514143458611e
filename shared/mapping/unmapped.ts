import type { Normalised } from "../intake/provider.ts";

/** What an event says whose type we don't map: nothing, so that it is kept as `stored`. */
export const unmapped: Normalised = { ok: true, changes: [] };
