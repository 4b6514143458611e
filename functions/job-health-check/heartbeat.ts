import { askUpstream } from "../../shared/http/ask-upstream.ts";
import type { Environment } from "../../shared/settings.ts";
import { readOutsideAddress } from "./outside-address.ts";

/** Gives a sign of life; rejects with `UpstreamFailure` when it isn't answered with 2xx. */
export type Heartbeat = () => Promise<void>;

/**
 * Asks `HEARTBEAT_URL`, as services want it that raise the alarm when nobody has asked for a while; null where none is set. What has
 * stopped altogether can't say so itself. Throws an error that names the variable at fault.
 */
export function heartbeat(environment: Environment, fetch: typeof globalThis.fetch): Heartbeat | null {
  const url = readOutsideAddress("HEARTBEAT_URL", environment.HEARTBEAT_URL);
  if (!url) return null;
  return () =>
    askUpstream(fetch, url, {}, async (response) => {
      await response.body?.cancel();
    });
}
