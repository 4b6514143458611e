import { Webhook } from "standardwebhooks";
import { z } from "zod/v3";

/** Somebody who was handed to the campaign tool. */
export type FedLead = {
  readonly campaign: string;
  readonly email: string;
  /** The way out that goes into every message. */
  readonly unsubscribeUrl: string;
};

/** A campaign tool on this machine, which takes what is signed. */
export type CampaignStandIn = {
  readonly url: string;
  /** Who was handed over, once per key, in their order. */
  readonly taken: () => readonly FedLead[];
  /** Deliveries that came a second time, or that nobody had signed. */
  readonly strays: () => number;
  readonly stop: () => Promise<void>;
};

const delivery = z.object({
  data: z.object({
    campaign: z.string(),
    lead: z.object({ email: z.string(), unsubscribe_url: z.string().url() }),
  }),
});

/** Starts a campaign tool that checks signatures with the standard's own library. */
export function campaignStandIn(secret: string): CampaignStandIn {
  const webhook = new Webhook(secret);
  const taken = new Map<string, FedLead>();
  let strays = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const body = await request.text();
      const key = request.headers.get("webhook-id") ?? "";
      try {
        webhook.verify(body, Object.fromEntries(request.headers));
      } catch {
        strays += 1;
        return new Response(null, { status: 401 });
      }
      if (taken.has(key)) strays += 1;
      const { campaign, lead } = delivery.parse(JSON.parse(body)).data;
      taken.set(key, { campaign, email: lead.email, unsubscribeUrl: lead.unsubscribe_url });
      return new Response(null, { status: 204 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/leads`,
    taken: () => [...taken.values()],
    strays: () => strays,
    stop: () => server.shutdown(),
  };
}
