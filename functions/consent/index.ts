import { serveConsent } from "../../shared/consent/serve.ts";

serveConsent("consent");
