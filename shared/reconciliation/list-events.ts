import type { IdentifiedEvent } from "../intake/provider.ts";

/** A stretch of time; its end is no part of it. */
export type TimeWindow = { readonly since: Date; readonly until: Date };

/** Some of a window's events, and what names the page after them; null when this was the last one. */
export type EventPage = { readonly events: readonly IdentifiedEvent[]; readonly nextPage: string | null };

/**
 * Lists the events that a provider's API says were created in a window: its first page for null, or the one that an earlier page
 * of the same window named. Rejects with `UpstreamFailure` when the API can't be asked or answers anything else.
 */
export type ListEvents = (window: TimeWindow, page: string | null) => Promise<EventPage>;
