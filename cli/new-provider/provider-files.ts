import { signedVectors } from "./signed-vectors.ts";

/** What a provider may be called: its function's folder, its URL and its events' origin are named after it. */
export const providerName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The variable that holds a provider's keys. */
export function keysVariable(name: string): string {
  return `${name.toUpperCase().replaceAll("-", "_")}_WEBHOOK_SECRET`;
}

/**
 * The files of a new provider by their path in the project: a sender that signs as Stripe does and whose events are kept but not
 * mapped, until somebody says otherwise.
 */
export function providerFiles(name: string): ReadonlyMap<string, string> {
  const title = name.split("-").map(capitalised).join(" ");
  const header = `${title.replaceAll(" ", "-")}-Signature`;
  const folder = `functions/webhook-${name}`;
  return new Map([
    [`${folder}/index.ts`, indexFile],
    [`${folder}/provider.ts`, providerFile(name, title, header)],
    [`${folder}/README.md`, readmeFile(name, title, header)],
    [`test/vectors/${name}.json`, signedVectors(name, header)],
  ]);
}

const indexFile = `import { serveWebhook } from "../../shared/intake/serve.ts";
import { provider } from "./provider.ts";

await serveWebhook(provider);
`;

function providerFile(name: string, title: string, header: string): string {
  return `import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";

const envelope = z.object({
  id: identifier,
  type: eventType,
  created_at: z.string().optional().catch(undefined),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const event = envelope.safeParse(body);
  if (!event.success) return null;
  const { id, type, created_at } = event.data;
  return [{ id, type, occurredAt: parseInstant(created_at ?? ""), payload: body }];
}

/** ${title}. */
export const provider = {
  name: "${name}",
  keysVariable: "${keysVariable(name)}",
  scheme: timestampedHmac({ header: "${header}" }),
  identify,
  normalise: () => unmapped,
} satisfies Provider;
`;
}

function readmeFile(name: string, title: string, header: string): string {
  const variable = keysVariable(name);
  return `# ${title}

## Connect

1. In ${title}: add a webhook with the address \`<PUBLIC_BASE_URL>/webhook-${name}\`.
2. Set its signing secret: \`${variable}\`.

While the secret is rotated, set \`${variable}=<new>,<old>\`. A second account has an endpoint of its own, \`/webhook-${name}/<name>\`, and
its secret in \`${variable}_<NAME>\`.

## How it is verified

\`${header}: t=…,v1=…\`: HMAC-SHA256 in hex over the time, a full stop and the body; the time counts for five minutes on both sides of now.

## What is mapped

Nothing: every event is kept as \`stored\`.
`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
