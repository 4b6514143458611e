import "@shopify/shopify-api/adapters/web-api";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { type Library, madeOnce, parsed, textOf } from "./library.ts";

const withSecret = madeOnce((apiSecretKey) =>
  shopifyApi({
    apiKey: "unused",
    apiSecretKey,
    apiVersion: ApiVersion.January26,
    hostName: "example.com",
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  }),
);

/** Shopify's own. It asks for further headers too, which say nothing of the origin: only its word on the signature counts. */
export const shopify: Library = async (delivery, key) => {
  const rawBody = textOf(delivery);
  const rawRequest = new Request(delivery.url, { method: "POST", headers: delivery.headers, body: rawBody });
  const check = await withSecret(key).webhooks.validate({ rawBody, rawRequest });
  return parsed(delivery, check.valid || check.reason === "missing_headers");
};
