import postgres from "postgres";
import { ownerRpc } from "../../consent-links/owner-rpc.ts";
import { readConsentSettings } from "../../../shared/consent/consent-settings.ts";
import { consentLinks } from "../../../shared/leads/consent-link.ts";
import type { DemoStack } from "../demo-stack.ts";
import type { DemoBroker } from "./demo-brokers.ts";

/** How often links were answered how. */
export type Consents = {
  readonly agreed: number;
  /** Second uses that were taken, of which there may be none. */
  readonly twice: number;
  /** Links that were looked at first, as a mail scanner would, and still held. */
  readonly shown: number;
};

const atOnce = 6;

/** Makes links for so many of the broker's leads who are verified and haven't agreed, and agrees in their name, each twice. */
export async function collectConsents(stack: DemoStack, broker: DemoBroker, most: number): Promise<Consents> {
  const sql = postgres(stack.databaseUrl, { max: 1 });
  try {
    const leads = await sql<{ id: string }[]>`
      select id from public.leads
      where broker_id = ${broker.id} and email is not null and email_verified and not consent and campaign_status = 'new'
      order by id desc limit ${most}`;
    const issue = consentLinks(readConsentSettings(stack.environment), ownerRpc(sql), () => new Date());
    const links = await issue(
      "consent",
      leads.map(({ id }) => ({ lead: Number(id) })),
    );
    const waiting = [...links.values()];
    const asked: { readonly shown: boolean; readonly agreed: boolean; readonly twice: boolean }[] = [];
    const line = async () => {
      for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
        const shown = await ask(link, "GET");
        const agreed = await ask(link, "POST");
        asked.push({ shown, agreed, twice: await ask(link, "POST") });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, line));
    const count = (what: "shown" | "agreed" | "twice") => asked.filter((answers) => answers[what]).length;
    return { shown: count("shown"), agreed: count("agreed"), twice: count("twice") };
  } finally {
    await sql.end();
  }
}

async function ask(link: string, method: "GET" | "POST"): Promise<boolean> {
  const response = await fetch(link, {
    method,
    headers: { accept: "application/json" },
    ...(method === "POST" && { body: new URLSearchParams({ agree: "yes" }) }),
  });
  await response.body?.cancel();
  return response.status === 200;
}
