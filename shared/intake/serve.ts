import { z } from "zod/v3";
import { readConnection } from "../database/connection.ts";
import { dataApiRpc } from "../database/rpc.ts";
import { publicBaseUrl } from "../http/public-base-url.ts";
import { newRequestId } from "../http/request-id.ts";
import { keepAlive } from "../observability/keep-alive.ts";
import { jsonLog } from "../observability/log.ts";
import { refusalCounter } from "../observability/refusal-counter.ts";
import { addressLimiter } from "../rate-limit/address-limiter.ts";
import { configuredLimiter } from "../rate-limit/configured-limiter.ts";
import { readSettings } from "../settings.ts";
import { readMappingDefaults } from "./mapping-defaults.ts";
import type { Provider } from "./provider.ts";
import { readKeys } from "./read-keys.ts";
import { databaseStore } from "./store.ts";
import { webhookApp } from "./webhook-app.ts";

const settings = z.object({ PUBLIC_BASE_URL: publicBaseUrl });

/** Starts the function of a provider; throws an error that names the variables at fault when it can't. */
export async function serveWebhook(declared: Provider): Promise<void> {
  const environment = Deno.env.toObject();
  const provider = { ...declared, scheme: declared.configureScheme?.(environment) ?? declared.scheme };
  const keys = await readKeys(provider, environment);
  const { PUBLIC_BASE_URL: publicUrl } = readSettings(settings, environment);
  const rpc = dataApiRpc(readConnection(environment));
  const name = `webhook-${provider.name}`;
  const app = webhookApp(provider, {
    keys: (endpoint) => keys.get(endpoint) ?? null,
    publicUrl,
    defaults: readMappingDefaults(environment),
    store: databaseStore(rpc),
    limiter: await configuredLimiter(environment, rpc, Date.now),
    addresses: addressLimiter(Date.now),
    count: refusalCounter(name, rpc, keepAlive).count,
    now: () => new Date(),
    log: jsonLog(name),
    newRequestId,
    confirm: provider.confirm?.(environment, fetch) ?? null,
  });
  Deno.serve(app.fetch);
}
