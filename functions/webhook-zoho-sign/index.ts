import { serveWebhook } from "../../shared/intake/serve.ts";
import { provider } from "./provider.ts";

await serveWebhook(provider);
