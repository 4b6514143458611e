import { afterEach, describe, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { webhookTool } from "../../../shared/campaigns/webhook.ts";
import { campaignToFeed, claimedLead } from "../../support/claimed-lead.ts";
import { type ApiStandIn, startApi } from "../../support/listing-api.ts";

const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZg==";
const onThisMachine = { SUPABASE_URL: "http://127.0.0.1:54321", CAMPAIGN_WEBHOOK_SECRET: secret };
const now = () => new Date();

let api: ApiStandIn | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

const toolOf = (
  url: string | null,
  environment: Readonly<Record<string, string>> = onThisMachine,
  broker = "west-homes",
) =>
  webhookTool(environment, { fetch, now, lookUp: () => Promise.resolve(["93.184.215.14"]) })(
    campaignToFeed({ destination: "webhook", externalId: "spring", url, broker }),
  );

describe("a campaign's webhook", () => {
  test("says which lead, is signed, and has the lead's key for its id at each attempt", async () => {
    const bodies: string[] = [];
    api = startApi((_, body) => {
      bodies.push(body);
      return new Response(null, { status: 202 });
    });
    const tool = await toolOf(`${api.url}/leads?of=spring`);
    if (!tool.ok) throw new Error(tool.code);
    for (const attempt of [1, 2]) {
      expect(await tool.handOver(claimedLead({ attempt }))).toMatchObject({ result: "taken" });
    }
    for (const [index, request] of api.requests.entries()) {
      expect(request.url).toBe(`${api.url}/leads?of=spring`);
      expect(request.headers.get("webhook-id")).toBe(claimedLead().key);
      const verified = new Webhook(secret).verify(bodies[index] ?? "", Object.fromEntries(request.headers));
      expect(verified).toEqual({
        type: "campaign.lead_added",
        timestamp: expect.stringMatching(/^20.*Z$/) as string,
        data: {
          campaign: "spring",
          lead: {
            email: "jane@example.com",
            phone: "+15550100001",
            full_name: "Jane Doe",
            given_name: "Jane",
            family_name: "Doe",
            street: "1 MAIN ST",
            unit: "APT 2",
            city: "LOS ANGELES",
            state: "CA",
            postal_code: "90001",
            unsubscribe_url: "https://links.example.com/consent/unsubscribe.12",
          },
        },
      });
    }
  });

  test("is signed with the broker's own key, where there is one", async () => {
    api = startApi(() => new Response(null));
    const environment = {
      ...onThisMachine,
      CAMPAIGN_WEBHOOK_SECRET_WEST_HOMES: "whsec_ZmVkY2JhOTg3NjU0MzIxMA==",
    };
    for (const broker of ["west-homes", "east"]) {
      const tool = await toolOf(api.url, environment, broker);
      if (tool.ok) await tool.handOver(claimedLead());
    }
    const [own, common] = api.requests.map(({ headers }) => headers.get("webhook-signature"));
    expect(own).not.toBe(common);
  });

  test.each([
    "http://tool.example.com/",
    "https://10.0.0.1/",
    "https://user@tool.example.com/",
    "not an address",
  ])("is never sent to %s", async (url) => {
    expect(await toolOf(url)).toEqual({ ok: false, code: "FORBIDDEN_ADDRESS" });
  });

  test("is sent to this machine only where the project itself is", async () => {
    const hosted = { ...onThisMachine, SUPABASE_URL: "https://abcdefghijklmnopqrst.supabase.co" };
    expect(await toolOf("http://127.0.0.1:9999/", hosted)).toEqual({ ok: false, code: "FORBIDDEN_ADDRESS" });
    expect(await toolOf("http://127.0.0.1:9999/")).toMatchObject({ ok: true });
  });

  test("isn't sent unsigned, nor nowhere", async () => {
    const unsigned = { SUPABASE_URL: "http://127.0.0.1:54321" };
    expect(await toolOf("https://tool.example.com/", unsigned)).toEqual({
      ok: false,
      code: "NOT_CONFIGURED",
    });
    expect(await toolOf(null)).toEqual({ ok: false, code: "NOT_CONFIGURED" });
  });

  test("can't be configured with a key of one broker's that is none", () => {
    const environment = { ...onThisMachine, CAMPAIGN_WEBHOOK_SECRET_EAST: "short" };
    expect(() => webhookTool(environment, { fetch, now, lookUp: () => Promise.resolve(null) })).toThrow(
      "CAMPAIGN_WEBHOOK_SECRET_EAST must be",
    );
  });
});
