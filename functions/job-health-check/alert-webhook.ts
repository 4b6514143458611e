import { createHash } from "node:crypto";
import { askUpstream } from "../../shared/http/ask-upstream.ts";
import type { Environment } from "../../shared/settings.ts";
import { readWebhookKeys, webhookHeaders } from "../../shared/standard-webhooks/sign-webhook.ts";
import type { AlertNews, TellAlerts } from "./alert-news.ts";
import { readOutsideAddress } from "./outside-address.ts";

/**
 * Posts news of alerts to `ALERT_WEBHOOK_URL`; null where none is set. `text` is what chats show (Slack, Mattermost, Google Chat); with
 * `ALERT_WEBHOOK_SECRET` it is signed by Standard Webhooks. The same news has the same `webhook-id`. Throws an error that names the
 * variable at fault.
 */
export function alertWebhook(
  environment: Environment,
  fetch: typeof globalThis.fetch,
  now: () => Date,
): TellAlerts | null {
  const url = readOutsideAddress("ALERT_WEBHOOK_URL", environment.ALERT_WEBHOOK_URL);
  if (!url) return null;
  const secret = environment.ALERT_WEBHOOK_SECRET?.trim();
  const keys = secret ? readWebhookKeys("ALERT_WEBHOOK_SECRET", secret) : [];
  const project = new URL(environment.SUPABASE_URL ?? "http://localhost").hostname;

  return async function tell(news) {
    const at = now();
    const text = [`Sluice, ${project}`, ...news.map(asText)].join("\n");
    const body = JSON.stringify({
      type: "alerts.news",
      timestamp: at.toISOString(),
      text,
      data: { project, alerts: news },
    });
    const signature = keys.length > 0 ? webhookHeaders({ id: idOf(news), body, at, keys }) : {};
    const headers = { ...signature, "content-type": "application/json" };
    await askUpstream(fetch, url, { method: "POST", headers, body }, async (response) => {
      await response.body?.cancel();
    });
  };
}

function asText({ news, kind, subject, code, raised_at }: AlertNews): string {
  const what = `${kind.replaceAll("_", " ")}${subject === "" ? "" : `: ${subject}`}`;
  return `${news}: ${what}${code === null ? "" : ` (${code})`}, since ${raised_at}`;
}

function idOf(news: readonly AlertNews[]): string {
  const told = news.map(({ id, news }) => [id, news]);
  return `alerts_${createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32)}`;
}
