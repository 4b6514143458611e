import { readConnection } from "../database/connection.ts";
import { dataApiRpc } from "../database/rpc.ts";
import { newRequestId } from "../http/request-id.ts";
import { keepAlive } from "../observability/keep-alive.ts";
import { jsonLog } from "../observability/log.ts";
import { refusalCounter } from "../observability/refusal-counter.ts";
import { addressLimiter } from "../rate-limit/address-limiter.ts";
import { consentApp } from "./consent-app.ts";
import { consentDoor } from "./consent-door.ts";
import { readConsentSettings } from "./consent-settings.ts";

/** Starts the function of links; throws an error that names the variables at fault when it can't. */
export function serveConsent(name: string): void {
  const environment = Deno.env.toObject();
  const rpc = dataApiRpc(readConnection(environment));
  const app = consentApp({
    settings: readConsentSettings(environment),
    door: consentDoor(rpc),
    addresses: addressLimiter(Date.now),
    count: refusalCounter(name, rpc, keepAlive).count,
    now: () => new Date(),
    log: jsonLog(name),
    newRequestId,
  });
  Deno.serve(app.fetch);
}
