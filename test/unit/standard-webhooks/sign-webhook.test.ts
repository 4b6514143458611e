import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { readWebhookKeys, webhookHeaders } from "../../../shared/standard-webhooks/sign-webhook.ts";
import { standardWebhooks } from "../../../shared/verification/standard-webhooks.ts";

const at = new Date();
const body = '{"type":"campaign.lead_added","name":"Zoë"}';
const secrets = ["whsec_MDEyMzQ1Njc4OWFiY2RlZg==", "whsec_ZmVkY2JhOTg3NjU0MzIxMA=="] as const;
const signed = (text: string) =>
  webhookHeaders({ id: "key-1", body, at, keys: readWebhookKeys("SECRET", text) });

describe("a signed webhook", () => {
  test("is what the standard's own library verifies", () => {
    expect(new Webhook(secrets[0]).verify(body, signed(secrets[0]))).toEqual(JSON.parse(body));
    expect(() => new Webhook(secrets[1]).verify(body, signed(secrets[0]))).toThrow("No matching signature");
  });

  test("is signed with both keys while one is rotated", () => {
    for (const secret of secrets) {
      expect(new Webhook(secret).verify(body, signed(secrets.join(", ")))).toEqual(JSON.parse(body));
    }
  });

  test("is one that our own function would take", async () => {
    const delivery = {
      method: "POST",
      url: "https://example.com/",
      headers: new Headers(signed(secrets[0])),
      body: new TextEncoder().encode(body),
    };
    expect(await standardWebhooks()(delivery, [secrets[0]], at)).toEqual({ ok: true });
  });
});

test.each(["whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all", `${secrets[0]},`, "MARKED"])(
  "%j holds no key, and the error names the variable and quotes nothing",
  (text) => {
    expect(() => readWebhookKeys("CAMPAIGN_WEBHOOK_SECRET", text)).toThrow(
      /^CAMPAIGN_WEBHOOK_SECRET must be/,
    );
    expect(() => readWebhookKeys("CAMPAIGN_WEBHOOK_SECRET", text)).not.toThrow("MARKED");
  },
);
