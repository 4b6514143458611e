import { callFunction } from "./call-function.ts";
import { forward } from "./forward.ts";
import type { FunctionConfig } from "./functions-config.ts";
import { BootFailure } from "./launched-process.ts";
import { platformError } from "./platform-error.ts";
import type { ProcessPool } from "./process-pool.ts";
import { refuseJwt } from "./verify-jwt.ts";

/** What stands behind the gateway. */
export type Backends = {
  readonly functions: ProcessPool;
  readonly functionConfig: (name: string) => FunctionConfig | undefined;
  readonly api: ProcessPool;
  readonly databaseRuns: () => boolean;
  readonly jwtSecret: string;
};

/** Answers one request that came from the address `peer`. */
export type Gateway = (request: Request, peer: string) => Promise<Response>;

/** The one door of the local project: the functions, the Data API and Auth, each under the platform's path. */
export function gateway(backends: Backends): Gateway {
  return async function answer(request, peer) {
    const { pathname } = new URL(request.url);
    if (/^\/functions\/v1(\/|$)/.test(pathname)) {
      const response = await answerByFunction(backends, request, peer);
      response.headers.set("sb-request-id", crypto.randomUUID());
      return response;
    }
    if (/^\/(rest|auth)\/v1(\/|$)/.test(pathname)) return answerByApi(backends, request, peer);
    return Response.json({ message: "no Route matched with those values" }, { status: 404 });
  };
}

async function answerByFunction(backends: Backends, request: Request, peer: string): Promise<Response> {
  const name = /^\/functions\/v1\/([^/]+)/.exec(new URL(request.url).pathname)?.[1] ?? "";
  const config = backends.functionConfig(name);
  if (!config) return platformError("NOT_FOUND");
  // Methods that no fetch can send on.
  if (/^(TRACE|TRACK|CONNECT)$/i.test(request.method)) return platformError("METHOD_NOT_ALLOWED");
  if (config.verifyJwt && request.method !== "OPTIONS") {
    const refusal = await refuseJwt(request.headers, backends.jwtSecret);
    if (refusal) return platformError(refusal);
  }
  try {
    return await backends.functions.call(name, (process) => callFunction({ process, request, peer }));
  } catch (error) {
    if (error instanceof BootFailure) return platformError("BOOT_ERROR");
    throw error;
  }
}

async function answerByApi(
  { api, databaseRuns }: Backends,
  request: Request,
  peer: string,
): Promise<Response> {
  if (!databaseRuns()) return databaseUnavailable();
  try {
    return await api.call("data-api", ({ url }) => forward({ request, origin: url, prefix: "", peer }));
  } catch (error) {
    if (error instanceof BootFailure || error instanceof TypeError) return databaseUnavailable();
    throw error;
  }
}

/** PostgREST's answer when it has no connection (docs.postgrest.org, errors, PGRST000). */
function databaseUnavailable(): Response {
  const message = "Database connection error. Retrying the connection.";
  return Response.json({ code: "PGRST000", message, details: null, hint: null }, { status: 503 });
}
