import { z } from "zod/v3";

/** A lead as Instantly has it. */
export type InstantlyLead = { readonly campaign: string; readonly email: string; readonly key: string };

/** A stand-in of Instantly's API for adding leads, and what it has taken. */
export type InstantlyStandIn = {
  /** In the place of `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly leads: readonly InstantlyLead[];
  /** What was asked, in full. */
  readonly requests: { readonly url: string; readonly headers: Headers; readonly body: unknown }[];
};

const wanted = z
  .object({
    campaign: z.string().min(1),
    email: z.string().email(),
    skip_if_in_campaign: z.literal(true),
    custom_variables: z.object({ sluice_key: z.string().uuid() }).passthrough(),
  })
  .passthrough();

/**
 * Takes leads as Instantly does: whom a campaign has already it passes over, by the address, and answers as if it had not. `answer` may
 * say otherwise before it looks, with null for nothing; `onTaken` is told of each that is new.
 */
export function instantlyStandIn(
  answer: (request: number) => Response | null = () => null,
  onTaken: (lead: InstantlyLead) => void = () => undefined,
): InstantlyStandIn {
  const leads: InstantlyLead[] = [];
  const requests: InstantlyStandIn["requests"] = [];
  return {
    leads,
    requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      const body: unknown = await request.json();
      requests.push({ url: request.url, headers: request.headers, body });
      const otherwise = answer(requests.length);
      if (otherwise) return otherwise;
      if (request.headers.get("authorization") !== "Bearer key") return new Response(null, { status: 401 });
      const { success, data } = wanted.safeParse(body);
      if (!success) return Response.json({ statusCode: 400, error: "Bad Request" }, { status: 400 });
      const { campaign, email, custom_variables: variables } = data;
      if (leads.some((lead) => lead.campaign === campaign && lead.email === email)) return Response.json({});
      const lead = { campaign, email, key: variables.sluice_key };
      leads.push(lead);
      onTaken(lead);
      return Response.json({ id: crypto.randomUUID(), campaign, email });
    },
  };
}
