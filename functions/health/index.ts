import { readConnection } from "../../shared/database/connection.ts";
import { dataApiRpc } from "../../shared/database/rpc.ts";
import { newRequestId } from "../../shared/http/request-id.ts";
import { jsonLog } from "../../shared/observability/log.ts";
import { healthApp } from "./app.ts";

Deno.serve(
  healthApp({
    rpc: dataApiRpc(readConnection(Deno.env.toObject())),
    log: jsonLog("health"),
    newRequestId,
  }).fetch,
);
