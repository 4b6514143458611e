import { describe, expect, test } from "vitest";
import { instantlyTool } from "../../../shared/campaigns/instantly.ts";
import { campaignToFeed, claimedLead } from "../../support/claimed-lead.ts";
import { instantlyStandIn } from "../../support/instantly-api.ts";

const settings = { INSTANTLY_API_KEY: "key" };
const now = () => new Date("2027-01-14T20:00:00Z");

async function handOver(
  standIn = instantlyStandIn(),
  {
    environment = settings,
    campaign = campaignToFeed(),
    lead = claimedLead(),
  }: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly campaign?: ReturnType<typeof campaignToFeed>;
    readonly lead?: ReturnType<typeof claimedLead>;
  } = {},
) {
  const tool = await instantlyTool(environment, { fetch: standIn.fetch, now })(campaign);
  return tool.ok ? await tool.handOver(lead) : tool.code;
}

describe("Instantly", () => {
  test("is asked to add the lead to the campaign, unless it is there", async () => {
    const standIn = instantlyStandIn();
    expect(await handOver(standIn)).toMatchObject({ result: "taken" });
    expect(standIn.requests).toMatchObject([
      {
        url: "https://api.instantly.ai/api/v2/leads",
        body: {
          campaign: "c7c1103b-0185-4a6b-ba08-e925bc5ca574",
          email: "jane@example.com",
          first_name: "Jane",
          last_name: "Doe",
          phone: "+15550100001",
          custom_variables: {
            street: "1 MAIN ST",
            unit: "APT 2",
            city: "LOS ANGELES",
            state: "CA",
            postal_code: "90001",
            unsubscribe_url: "https://links.example.com/consent/unsubscribe.12",
            sluice_key: "00000000-0000-4000-8000-00000000000a",
          },
          skip_if_in_campaign: true,
        },
      },
    ]);
    expect(standIn.requests[0]?.headers.get("authorization")).toBe("Bearer key");
  });

  test("isn't told what isn't known, which it would write as null into a message", async () => {
    const standIn = instantlyStandIn();
    const unknown = { phone: null, full_name: null, given_name: null, family_name: null, unit: null };
    await handOver(standIn, { lead: claimedLead(unknown) });
    expect(JSON.stringify(standIn.requests)).not.toContain("null");
    await handOver(standIn, { lead: claimedLead({ ...unknown, full_name: "Jane Doe" }) });
    expect(standIn.requests[1]?.body).toMatchObject({ first_name: "Jane" });
  });

  test("takes a lead once, however often it is handed over", async () => {
    const standIn = instantlyStandIn();
    await handOver(standIn);
    expect(await handOver(standIn)).toMatchObject({ result: "taken" });
    expect(standIn.leads).toHaveLength(1);
  });

  test.each([
    [409, "Lead already exists in campaign"],
    [422, "duplicate lead"],
    [400, "Already in this campaign"],
  ])("has the lead when it says %i, %s", async (status, message) => {
    const refusing = instantlyStandIn(() => Response.json({ message }, { status }));
    expect(await handOver(refusing)).toMatchObject({ result: "taken" });
  });

  test("refuses a lead that it can't take", async () => {
    const refusing = instantlyStandIn(() => Response.json({ message: "invalid email" }, { status: 400 }));
    expect(await handOver(refusing)).toMatchObject({ result: "refused", code: "HTTP_400" });
  });

  test("is asked with the broker's own key, where there is one", async () => {
    const standIn = instantlyStandIn();
    const environment = { ...settings, INSTANTLY_API_KEY_WEST_HOMES: "own" };
    await handOver(standIn, { environment });
    await handOver(standIn, { environment, campaign: campaignToFeed({ broker: "east" }) });
    expect(standIn.requests.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer own",
      "Bearer key",
    ]);
  });

  test.each([{}, { INSTANTLY_API_KEY: " " }, { INSTANTLY_API_KEY_EAST: "key" }])(
    "isn't asked with %o",
    async (environment: Readonly<Record<string, string>>) => {
      expect(await handOver(undefined, { environment })).toBe("NOT_CONFIGURED");
    },
  );

  test.each([
    [{ INSTANTLY_API_KEY: "MARKED\nkey" }, "INSTANTLY_API_KEY must be"],
    [{ INSTANTLY_API_KEY_EAST: "MARKED ü" }, "INSTANTLY_API_KEY_EAST must be"],
    [{ INSTANTLY_API_URL: "https://evil.example.com" }, "INSTANTLY_API_URL must be"],
    [{ INSTANTLY_API_URL: "http://api.instantly.ai" }, "INSTANTLY_API_URL must be"],
  ])("can't be configured with %o, and nothing is quoted", (environment, message) => {
    const configure = () => instantlyTool(environment, { fetch, now });
    expect(configure).toThrow(message);
    expect(configure).not.toThrow("MARKED");
  });
});
