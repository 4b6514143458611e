import { readConnection } from "../../shared/database/connection.ts";
import { dataApiRpc } from "../../shared/database/rpc.ts";
import { newRequestId } from "../../shared/http/request-id.ts";
import { readMappingDefaults } from "../../shared/intake/mapping-defaults.ts";
import { jsonLog } from "../../shared/observability/log.ts";
import { refusalCounter } from "../../shared/observability/refusal-counter.ts";
import { addressLimiter } from "../../shared/rate-limit/address-limiter.ts";
import { configuredLimiter } from "../../shared/rate-limit/configured-limiter.ts";
import { leadUploadApp } from "./app.ts";
import { readUploadKeys } from "./read-upload-keys.ts";
import { databaseUploads } from "./uploads.ts";

/** Starts the function; rejects with an error that names the variables at fault when it can't. */
export async function serveLeadUpload(): Promise<void> {
  const environment = Deno.env.toObject();
  const keys = readUploadKeys(environment);
  const rpc = dataApiRpc(readConnection(environment));
  const app = leadUploadApp({
    keys,
    rpc,
    uploads: databaseUploads(rpc),
    phoneCountry: readMappingDefaults(environment).phoneCountry,
    limiter: await configuredLimiter(environment, rpc, Date.now),
    addresses: addressLimiter(Date.now),
    count: refusalCounter("lead-upload", rpc, keepAlive).count,
    now: () => new Date(),
    log: jsonLog("lead-upload"),
    newRequestId,
  });
  Deno.serve(app.fetch);
}

declare const EdgeRuntime: { readonly waitUntil: (running: Promise<unknown>) => void } | undefined;

/** Lets something that is best effort finish after the answer. Nothing that matters may depend on it. */
function keepAlive(running: Promise<unknown>): void {
  if (typeof EdgeRuntime !== "undefined") EdgeRuntime.waitUntil(running);
}
