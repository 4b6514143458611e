import { z } from "zod/v3";
import { paypalStandIn } from "./paypal-stand-in.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { MakeScenario } from "./scenario.ts";
import type { Sender } from "./sender.ts";
import { sendgridStandIn } from "./sendgrid-stand-in.ts";
import { type Sign, signers } from "./sign.ts";
import type { StandIn } from "./stand-in.ts";

/** A sender with a day to play. */
export type Role = { readonly sender: Sender; readonly makeScenario: MakeScenario };

/** Who plays, and which providers have nobody to play them yet. */
export type Cast = { readonly roles: readonly Role[]; readonly missing: readonly string[] };

// Senders whose signature nobody else can make.
const standIns: Readonly<
  Partial<Record<string, (environment: DemoStack["environment"]) => Promise<Partial<Sender> & StandIn>>>
> = { paypal: paypalStandIn, sendgrid: sendgridStandIn };

const functions = new URL("../../functions/", import.meta.url);
const scenarios = new URL("scenarios/", import.meta.url);
const scenarioModule = z.object({
  makeScenario: z.custom<MakeScenario>((value) => typeof value === "function"),
});
const providerModule = z.object({ provider: z.object({ keysVariable: z.string() }) });

/** The cast of a demo: one role for every provider's function that has a scenario. */
export async function castOf(stack: DemoStack): Promise<Cast> {
  const providers = [...Deno.readDirSync(functions)]
    .flatMap(({ name }) => /^webhook-(.+)$/.exec(name)?.[1] ?? [])
    .sort();
  const written = new Set([...Deno.readDirSync(scenarios)].map(({ name }) => name));
  const roles = await Promise.all(
    providers.filter((name) => written.has(`${name}.ts`)).map((name) => roleOf(name, stack)),
  );
  return { roles, missing: providers.filter((name) => !written.has(`${name}.ts`)) };
}

async function roleOf(name: string, stack: DemoStack): Promise<Role> {
  const { makeScenario } = scenarioModule.parse(await import(new URL(`${name}.ts`, scenarios).href));
  const loaded: unknown = await import(new URL(`webhook-${name}/provider.ts`, functions).href);
  const { keysVariable } = providerModule.parse(loaded).provider;
  const [secret = ""] = (stack.environment[keysVariable] ?? "").split(",").map((key) => key.trim());
  if (secret === "") throw new Error(`${keysVariable} is missing or blank`);
  return { sender: await senderOf(name, secret, stack), makeScenario };
}

async function senderOf(provider: string, secret: string, stack: DemoStack): Promise<Sender> {
  // Base64, a token and a text at once, so that it has the form of a secret wherever one is wanted.
  const wrongSecret = `whsec_${crypto.randomUUID().replaceAll("-", "")}`;
  const standIn = standIns[provider];
  if (standIn) return { provider, secret, wrongSecret, ...(await standIn(stack.environment)) };
  const url = `${stack.functionsUrl}/webhook-${provider}`;
  const publicUrl = `${stack.environment.PUBLIC_BASE_URL ?? stack.functionsUrl}/webhook-${provider}`;
  return { provider, sign: signerOf(provider), secret, wrongSecret, url, publicUrl };
}

function signerOf(provider: string): Sign {
  const sign = signers[provider];
  if (!sign) throw new Error(`cli/demo/sign.ts doesn't say how ${provider} signs`);
  return sign;
}
