import { serveWebhook } from "../../shared/intake/serve.ts";
import { provider } from "./provider.ts";

serveWebhook(provider);
