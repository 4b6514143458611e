import { Webhook } from "standardwebhooks";
import { z } from "zod/v3";

/** Somebody who was handed to the campaign tool. */
export type FedLead = {
  /** The id of the delivery, by which the tool knows it again. */
  readonly key: string;
  readonly campaign: string;
  readonly email: string;
  /** The way out that goes into every message. */
  readonly unsubscribeUrl: string;
};

/** What the tool does with a delivery: takes the lead or not, and says what. */
export type Treatment = { readonly takes: boolean; readonly answer: Promise<Response> };

/** A campaign tool on this machine, which takes what is signed. */
export type CampaignStandIn = {
  readonly url: string;
  /** What came in, as often as it came. */
  readonly received: () => readonly FedLead[];
  /** Who was taken, once per key, in their order. */
  readonly taken: () => readonly FedLead[];
  /** Deliveries that came again after they were taken, or that nobody had signed. */
  readonly strays: () => number;
  readonly stop: () => Promise<void>;
};

const delivery = z.object({
  data: z.object({
    campaign: z.string(),
    lead: z.object({ email: z.string(), unsubscribe_url: z.string().url() }),
  }),
});

const taking = (): Treatment => ({
  takes: true,
  answer: Promise.resolve(new Response(null, { status: 204 })),
});

/** Starts a campaign tool that checks signatures with the standard's own library, and takes every lead unless `treat` says otherwise. */
export function campaignStandIn(secret: string, treat: () => Treatment = taking): CampaignStandIn {
  const webhook = new Webhook(secret);
  const received: FedLead[] = [];
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
      const { campaign, lead } = delivery.parse(JSON.parse(body)).data;
      const fed = { key, campaign, email: lead.email, unsubscribeUrl: lead.unsubscribe_url };
      received.push(fed);
      if (taken.has(key)) strays += 1;
      const { takes, answer } = treat();
      if (takes) taken.set(key, fed);
      return await answer;
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/leads`,
    received: () => received,
    taken: () => [...taken.values()],
    strays: () => strays,
    stop: () => server.shutdown(),
  };
}
