import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { issueDemoCertificate } from "../../cli/demo/paypal-certificate.ts";
import { bytes, send, type Sender, signed } from "../../cli/demo/sender.ts";
import { signAsPaypal } from "../../cli/demo/sign-as-paypal.ts";
import { type Sign, signers } from "../../cli/demo/sign.ts";
import type { LocalRedis } from "../../cli/stack/redis/redis-server.ts";
import { developmentSettings } from "../support/development-settings.ts";
import { type HostedFunctions, hostFunctions } from "../support/hosted-functions.ts";
import { loadProvider } from "../support/load-provider.ts";
import { projectRoot } from "../support/project-files.ts";
import type { ChaosEvent } from "./events.ts";

/** The functions under attack, and those who call them. */
export type Senders = {
  readonly functions: HostedFunctions;
  /** Delivers an event, signed anew for every attempt, until it is taken. Resolves to the answer. */
  readonly deliver: (event: ChaosEvent) => Promise<string>;
};

/** Serves the functions, Ticket Tailor's with a clock that is four minutes late and PayPal's with a certificate of ours. */
export async function startSenders(apiUrl: string, redis: LocalRedis | null): Promise<Senders> {
  const issued = await issueDemoCertificate();
  const functions = await hostFunctions({
    apiUrl,
    environment: {
      ...(redis && { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token }),
      DEMO_ROOT: issued.root,
      DEMO_CERTIFICATE: issued.certificate,
      SKEWED_FUNCTION: pathToFileURL(join(projectRoot, "functions/webhook-ticket-tailor/index.ts")).href,
      SKEW_MILLISECONDS: String(4 * 60 * 1000),
    },
    adapt(config) {
      if (config.name === "webhook-paypal") return at(config, "cli/demo/paypal-function.ts");
      return config.name === "webhook-ticket-tailor" ? at(config, "test/chaos/skewed-function.ts") : config;
    },
  });
  const paypal = signAsPaypal(issued);
  return {
    functions,
    async deliver({ provider, message, body }) {
      const sign = provider === "paypal" ? paypal : signers[provider];
      const secret = developmentSettings()[(await loadProvider(provider)).keysVariable];
      if (!sign || !secret) throw new Error(`nobody knows how ${provider} signs`);
      const sender = senderOf(provider, sign, secret, functions.url);
      for (;;) {
        const answer = await send(sender, await signed(sender, { id: message, body: bytes(body) }));
        if (!/^(?:5\d\d|429) /.test(`${answer} `)) return answer;
      }
    },
  };
}

function at<Config extends { readonly entrypoint: string }>(config: Config, path: string): Config {
  return { ...config, entrypoint: join(projectRoot, path) };
}

function senderOf(provider: string, sign: Sign, secret: string, functionsUrl: string): Sender {
  return { provider, sign, secret, wrongSecret: "", url: `${functionsUrl}/webhook-${provider}` };
}
